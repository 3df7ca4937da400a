"""A payment that was handled, as ``zhixiao inbox`` shows it: times in Beijing, amounts in yuan."""

from __future__ import annotations

from ..fields import write_time, yuan
from ..notify import Handled
from ..notify.payment import PERSONAL_FIELDS
from ..telemetry.log_fields import plain
from .wording import Text

COLUMNS = ("handled", "app_id", "order_id", "out_trade_no", "fee", "source", "reruns")
NUMBERS = (COLUMNS.index("fee"), COLUMNS.index("reruns"))
"""The places of amounts and counts."""


def columns(handled: Handled) -> list[str]:
    """Return a row of the list; nobody's name is in it."""
    payment = handled.payment
    numbers = map(plain, (payment.app_id, payment.order_id, payment.out_trade_no))
    reruns = str(handled.reruns) if handled.reruns else ""
    return [write_time(handled.handled_at), *numbers, _fee(handled), _source(handled), reruns]


def fields(handled: Handled, *, payer: bool) -> list[tuple[str, str]]:
    """Return names and values of all that is kept.

    Args:
        handled: The payment.
        payer: Whether the payer's data is among them.
    """
    payment = handled.payment
    shown = {
        "app_id": plain(payment.app_id),
        "order_id": plain(payment.order_id),
        "out_trade_no": plain(payment.out_trade_no),
        "fee": _fee(handled),
        "source": _source(handled),
        "paid": _paid(handled),
        "handled": write_time(handled.handled_at),
        "reruns": str(handled.reruns),
    }
    if payer:
        unknown = Text("inbox.unknown")
        for name in PERSONAL_FIELDS:
            value = getattr(payment, name)
            shown[name] = plain(value) if value else unknown
        shown["pay_type"] = payment.pay_type.name if payment.pay_type else unknown
    rows: list[tuple[str, str]] = [(heading(name), value) for name, value in shown.items()]
    if payer:
        for name, text in payment.unreadable.items():
            rows.append((Text("inbox.field.unreadable", name=name), plain(text)))
    return rows


def heading(name: str) -> Text:
    """Return what a column or a field is called."""
    return Text(f"inbox.field.{name}")


def _source(handled: Handled) -> Text:
    return Text(f"inbox.source.{handled.payment.source}")


def _fee(handled: Handled) -> str:
    fee = handled.payment.fee
    return Text("inbox.unconfirmed") if fee is None else yuan(fee)


def _paid(handled: Handled) -> str:
    payment = handled.payment
    if payment.time_end is not None:
        return write_time(payment.time_end)
    unreadable = payment.unreadable.get("time_end")
    return Text("inbox.unknown") if unreadable is None else plain(unreadable)
