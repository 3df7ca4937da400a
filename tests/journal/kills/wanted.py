"""What the merchants are to do: refunds alike and unlike, a whole one, receipts."""

from __future__ import annotations

from typing import Any

import zhixiao_sync
from zhixiao_async import _codec
from zhixiao_async.endpoints import OrderRefund, PayerType, PiaojuCreate
from zhixiao_async.sandbox import SandboxThread

from .audit import Key


def wanted_of(gateway: SandboxThread) -> dict[Key, tuple[str, Any, int]]:
    """Three orders with refunds, two of each alike; one to be refunded whole; two receipts.

    Gives the kind, the request as JSON and the amount in fen, by the key of the journal's entry.
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
            wanted["refund", f"r{number}-{part}"] = ("refund", _codec.write(request), fee)
    whole = OrderRefund(out_trade_no="20883")
    wanted["whole refund", orders[3]] = ("whole refund", _codec.write(whole), 19800)
    for number in range(2):
        receipt = PiaojuCreate(
            out_trade_no=f"2088{number}",
            payer_type=PayerType.PERSON,
            payer_name="小明",
            phone="13000000000",
        )
        wanted["receipt", orders[number]] = ("receipt", _codec.write(receipt), 0)
    return wanted
