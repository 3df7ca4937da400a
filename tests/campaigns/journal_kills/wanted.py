"""The wanted refunds and receipts: equal and different parts, a whole order, receipts."""

from __future__ import annotations

from typing import Any

import zhixiao_sync
from zhixiao_async.endpoints import OrderRefund, PayerType, PiaojuCreate
from zhixiao_async.protocol import writing
from zhixiao_async.sandbox import SandboxThread

from .audit import Key


def wanted_of(gateway: SandboxThread) -> dict[Key, tuple[str, Any, int]]:
    """Pay four orders: three with refunds, two of them equal; one for a whole refund; two receipts.

    Returns:
        Kind, request as JSON and amount in fen, by the key of the journal's entry.
    """
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        orders = [
            client.order_create(
                body="学费",
                out_trade_no=f"2088{number}",
                total_fee=19800,
                user_no="2013141516",
                notify_url="http://127.0.0.1:9/notify",
            ).order_id
            for number in range(4)
        ]
    for order_id in orders:
        gateway.pay(order_id)
    wanted: dict[Key, tuple[str, Any, int]] = {}
    for number, order_id in enumerate(orders[:3]):
        for part, fee in enumerate((5000, 300 + number, 5000)):
            named = {"out_trade_no": f"2088{number}"} if part % 2 else {"order_id": order_id}
            request = OrderRefund(refund_fee=fee, out_refund_no=f"r{number}-{part}", **named)
            wanted["refund", f"r{number}-{part}"] = ("refund", writing.write(request), fee)
    whole = OrderRefund(out_trade_no="20883")
    wanted["whole refund", orders[3]] = ("whole refund", writing.write(whole), 19800)
    for number in range(2):
        receipt = PiaojuCreate(
            out_trade_no=f"2088{number}",
            payer_type=PayerType.PERSON,
            payer_name="小明",
            phone="13000000000",
        )
        wanted["receipt", orders[number]] = ("receipt", writing.write(receipt), 0)
    return wanted
