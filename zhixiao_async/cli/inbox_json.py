"""A payment that was handled, for programs: documented names, amounts in fen, ISO times."""

from __future__ import annotations

import json

from ..fields import JsonValue
from ..notify import Handled
from ..notify.payment import PERSONAL_FIELDS


def as_json(handled: Handled, *, payer: bool = False) -> dict[str, JsonValue]:
    """Return a payment as an object of JSON.

    Args:
        handled: The payment.
        payer: Whether the payer's data is in it.
    """
    payment = handled.payment
    told: dict[str, JsonValue] = {
        "app_id": payment.app_id,
        "order_id": payment.order_id,
        "out_trade_no": payment.out_trade_no,
        "fee_fen": payment.fee,
        "source": payment.source.value,
        "time_end": payment.time_end.isoformat() if payment.time_end else None,
        "handled_at": handled.handled_at.isoformat(),
        "reruns": handled.reruns,
    }
    if payer:
        told |= {name: getattr(payment, name) for name in PERSONAL_FIELDS}
        told["pay_type"] = payment.pay_type.name if payment.pay_type else None
        told["unreadable"] = {**payment.unreadable}
    return told


def written(value: JsonValue) -> str:
    """Return a value's JSON, as the reports have it."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
