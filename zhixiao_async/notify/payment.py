"""One payment, as a handler gets it: told by the gateway, or found by asking."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs
from attrs import field

from .._checks import identifier
from ..endpoints import Channel, OrderQueryResult, PaymentNotification, PayType
from ..fields import BEIJING
from ..registry import Texts
from ..store.tables import Column, Kind, Row, Table, Value


class Source(StrEnum):
    """How it became known that an order is paid."""

    NOTIFICATION = "notification"
    """The gateway posted it to ``notify_url``."""
    SWEEP = "sweep"
    """A sweep of unpaid orders asked for it."""
    RERUN = "rerun"
    """Somebody has the handler run again for a payment that was handled before."""


@attrs.frozen(kw_only=True)
class Payment:
    """An order is paid. (``app_id``, ``order_id``) is what identifies the payment.

    Attributes:
        app_id: The merchant whose order it is.
        order_id: The gateway's number.
        out_trade_no: The merchant's number.
        source: How it became known.
        fee: In fen, where it was confirmed by ``order_query_form``; None means that the amount is
            unconfirmed, since a notification names none.
        time_end: When it was paid, Beijing time; None where it can't be read.
        uid: The payer's id with the channel; a sweep doesn't learn it.
        user_no: Student or staff number; a sweep doesn't learn it.
        user_name: The payer's name; a sweep doesn't learn it.
        pay_type: WeChat or Alipay; a sweep doesn't learn it.
        unreadable: The text of each optional field whose value couldn't be read (it is None then),
            ``time_end`` for instance. It may be personal. Empty nearly always.

    Raises:
        InvalidRequest: A number that the inbox's table couldn't tell from another, or that came
            as a JSON number (a :class:`NumericId`).
    """

    app_id: str = field(validator=identifier())
    order_id: str = field(validator=identifier())
    out_trade_no: str = field(validator=identifier())
    source: Source
    fee: int | None = None
    time_end: datetime | None = None
    uid: str | None = field(default=None, repr=False)
    user_no: str | None = field(default=None, repr=False)
    user_name: str | None = field(default=None, repr=False)
    pay_type: PayType | None = None
    unreadable: Mapping[str, str] = field(default=Texts(), repr=False, hash=False)

    @classmethod
    def notified(cls, notification: PaymentNotification) -> Payment:
        """What a genuine notification tells.

        Raises:
            InvalidRequest: A number of it came as a JSON number, or is no key.
        """
        names = ("app_id", "order_id", "out_trade_no", "time_end", "unreadable", *_PAYER)
        told = {name: getattr(notification, name) for name in names}
        return cls(source=Source.NOTIFICATION, **told)

    @classmethod
    def found(cls, app_id: str, out_trade_no: str, state: OrderQueryResult) -> Payment:
        """What ``order_query`` tells of a paid order."""
        return cls(
            app_id=app_id,
            order_id=state.order_id,
            out_trade_no=out_trade_no,
            time_end=state.time_end,
            source=Source.SWEEP,
            unreadable=state.unreadable,
        )

    @property
    def amount_confirmed(self) -> bool:
        """Whether the gateway's own books gave the amount."""
        return self.fee is not None

    @property
    def channel(self) -> Channel | None:
        """The channel, or None where ``pay_type`` is missing or unknown."""
        return self.pay_type.channel if self.pay_type else None


_PAYER = ("uid", "user_no", "user_name", "pay_type")


@attrs.frozen(kw_only=True)
class Handled:
    """A payment in the inbox.

    Attributes:
        payment: As the handler got it.
        handled_at: When its transaction began, Beijing time.
        reruns: How often the handler was run again for it.
    """

    payment: Payment
    handled_at: datetime
    reruns: int = 0


def inbox_table(name: str = "zhixiao_inbox") -> Table:
    """The inbox's table: one row for each payment that was handled, and one for each order.

    ``payer`` holds personal data as JSON: ``uid``, ``user_no``, ``user_name``, ``pay_type``, and
    ``unreadable``, the text of what couldn't be read, if there was any.
    Times are ISO 8601 with +08:00, ``fee`` is in fen.

    Raises:
        InvalidRequest: The name isn't plain.
    """
    return Table(
        name,
        (
            Column("app_id", Kind.KEY, key=True),
            Column("order_id", Kind.KEY, key=True),
            Column("out_trade_no", Kind.KEY),
            Column("source", Kind.KEY),
            Column("fee", Kind.NUMBER, required=False),
            Column("time_end", Kind.KEY, required=False),
            Column("payer", Kind.TEXT),
            Column("handled_at", Kind.KEY),
            Column("reruns", Kind.NUMBER),
        ),
        indexes=(("handled_at",),),
        # The number comes first, so that it is found by this index without its merchant.
        unique=(("out_trade_no", "app_id"),),
    )


def to_row(payment: Payment) -> dict[str, Value]:
    """A payment as the inbox keeps it, handled now."""
    return {
        "app_id": payment.app_id,
        "order_id": payment.order_id,
        "out_trade_no": payment.out_trade_no,
        "source": payment.source.value,
        "fee": payment.fee,
        "time_end": payment.time_end.isoformat() if payment.time_end else None,
        "payer": json.dumps(_payer(payment)),
        # Of two payments in one millisecond the second is the newer one.
        "handled_at": datetime.now(BEIJING).isoformat(timespec="microseconds"),
        "reruns": 0,
    }


def _payer(payment: Payment) -> dict[str, Any]:
    unreadable = {"unreadable": dict(payment.unreadable)} if payment.unreadable else {}
    return {name: getattr(payment, name) for name in _PAYER} | unreadable


def from_row(row: Row) -> Handled:
    """The way back."""
    payer = json.loads(row["payer"])
    pay_type = payer.pop("pay_type")
    unreadable = payer.pop("unreadable", {})
    names = ("app_id", "order_id", "out_trade_no", "fee")
    return Handled(
        payment=Payment(
            **{name: row[name] for name in names},
            **payer,
            source=Source(row["source"]),
            time_end=datetime.fromisoformat(row["time_end"]) if row["time_end"] else None,
            pay_type=PayType(pay_type) if pay_type else None,
            unreadable=Texts(unreadable),
        ),
        handled_at=datetime.fromisoformat(row["handled_at"]),
        reruns=row["reruns"],
    )
