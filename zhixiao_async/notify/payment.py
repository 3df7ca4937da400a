"""A payment as a handler gets it, from a notification or from a sweep's query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from ..checks import identifier
from ..endpoints import Channel, OrderQueryResult, PaymentNotification, PayType
from ..plain_data import PlainData
from ..registry import Texts

PERSONAL_FIELDS = ("uid", "user_no", "user_name")
"""Fields with the payer's data."""

PAYER_FIELDS = (*PERSONAL_FIELDS, "pay_type")
"""Fields that only a notification has."""


class Source(StrEnum):
    """The way in which it became known that an order is paid."""

    NOTIFICATION = "notification"
    """The gateway posted it to ``notify_url``."""
    SWEEP = "sweep"
    """A sweep of unpaid orders asked for it."""
    RERUN = "rerun"
    """Somebody has the handler run again for a payment that was handled before."""


@attrs.frozen(kw_only=True)
class Payment(PlainData):
    """A paid order. (``app_id``, ``order_id``) identifies the payment.

    Attributes:
        app_id: The merchant's.
        order_id: The gateway's number.
        out_trade_no: The merchant's number.
        source: How it became known.
        fee: In fen, where it was confirmed by ``order_query_form``; None means that the amount is
            unconfirmed, since a notification names none.
        time_end: When it was paid, Beijing time; None where it can't be read.
        uid: The payer's id with the channel; None from a sweep.
        user_no: Student or staff number; None from a sweep.
        user_name: The payer's name; None from a sweep.
        pay_type: WeChat or Alipay; None from a sweep.
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
        """Make the payment of a genuine notification.

        Raises:
            InvalidRequest: A number of it came as a JSON number, or is no key.
        """
        names = ("app_id", "order_id", "out_trade_no", "time_end", "unreadable", *PAYER_FIELDS)
        fields = {name: getattr(notification, name) for name in names}
        return cls(source=Source.NOTIFICATION, **fields)

    @classmethod
    def found(cls, app_id: str, out_trade_no: str, state: OrderQueryResult) -> Payment:
        """Make the payment of an order that ``order_query`` says is paid."""
        return cls(
            app_id=app_id,
            order_id=state.order_id,
            out_trade_no=out_trade_no,
            time_end=state.time_end,
            source=Source.SWEEP,
            unreadable=state.unreadable,
        )

    @property
    def key(self) -> tuple[str, str]:
        """``app_id`` and ``order_id``, which identify the payment."""
        return (self.app_id, self.order_id)

    @property
    def amount_confirmed(self) -> bool:
        """True if ``fee`` was confirmed by the gateway's own books."""
        return self.fee is not None

    @property
    def channel(self) -> Channel | None:
        """The channel, or None where ``pay_type`` is missing or unknown."""
        return self.pay_type.channel if self.pay_type else None


@attrs.frozen(kw_only=True)
class Handled(PlainData):
    """A payment in the inbox.

    Attributes:
        payment: As the handler got it.
        handled_at: When its transaction began, Beijing time.
        reruns: How often the handler was run again for it.
    """

    payment: Payment
    handled_at: datetime
    reruns: int = 0
