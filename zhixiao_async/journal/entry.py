"""One refund or receipt in the journal, and the states that it goes through.

::

    (none), refused, not sent, not applied
      │ begin: committed with a new token, "unsent" filled in
      ▼
    open, unsent ── withdraw: resume() takes it over ──► not sent, or "not applied" as before
      │ release: its sender proves that no other has it
      ▼
    open ── the reply ──► applied, refused, not sent (nothing left after all)
      └──── resume(), by the gateway's books ──► applied, not applied

Release and withdraw are one compare-and-swap on the same row, so only one of the two happens: an
entry whose commit was acknowledged too late is lost to its sender, who sends nothing. A released
entry is sent within ``SEND_WITHIN`` seconds since before it was written down, or never: a sender
that was held up for longer (by a lock, a pause of the machine, a slow connection) finds out just
before the first byte. By then resume() may conclude nothing yet: *not applied* takes the
listing's window of the sending to be closed, and every call that could still be under way to be
over. All this is elapsed time, or the time of the database, which everybody reads alike.

A machine that stands still between reading its clock for the last time and the byte, for longer
than an hour and unknown to its clock, is beyond this: only a gateway that told refunds apart by
``out_refund_no`` could notice.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field

from ..checks import Check, id_rule
from ..endpoints import OrderRefund, OrderRefundResult, PiaojuCreate, PiaojuCreateResult
from ..fields import BEIJING

MoneyRequest: TypeAlias = OrderRefund | PiaojuCreate
MoneyResult: TypeAlias = OrderRefundResult | PiaojuCreateResult


class State(StrEnum):
    """The progress of an entry."""

    OPEN = "open"
    """Written down and perhaps sent: not to be sent again before it is resolved."""
    APPLIED = "applied"
    """The gateway made it."""
    REFUSED = "refused"
    """The gateway said no."""
    NOT_SENT = "not sent"
    """Nothing left this machine."""
    NOT_APPLIED = "not applied"
    """Resolved: the gateway showed nothing of it by the deadline."""


@attrs.frozen(kw_only=True)
class Entry:
    """A refund or a receipt that was written down.

    Attributes:
        app_id: The merchant.
        kind: ``refund`` (it has a number of its own), ``whole refund`` or ``receipt``.
        number: ``out_refund_no``; of a whole refund without one or a receipt, the ``order_id``.
        order_id: The gateway's number of the order.
        request: What is sent.
        state: How far it has come.
        sent_at: When it was written down, just before it was sent; Beijing time, by the database's
            clock.
        result: The result as it was received, or None.
        token: Tells this sending from any other under the same key; None in a row of a version
            that had no tokens.
        unsent: The state that it falls back to while nothing of it can have been sent; None once
            it may have been.
    """

    app_id: str
    kind: str
    number: str
    order_id: str
    request: MoneyRequest
    state: State = State.OPEN
    sent_at: datetime = field(factory=lambda: datetime.now(BEIJING))
    result: MoneyResult | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    unsent: State | None = None

    @classmethod
    def of(cls, app_id: str, request: MoneyRequest, order_id: str) -> Entry:
        """Return a new entry.

        Args:
            app_id: The merchant.
            request: What is to be sent.
            order_id: The gateway's number of the order, however the request names it.

        Raises:
            InvalidRequest: The order's number is too long to be told from another, or not plain.
        """
        Check(id_rule).require("order_id", order_id)
        kind, number = "refund", own_number(request)
        if number is None:
            kind = "receipt" if isinstance(request, PiaojuCreate) else "whole refund"
            number = order_id
        return cls(app_id=app_id, kind=kind, number=number, order_id=order_id, request=request)

    @property
    def key(self) -> dict[str, str]:
        """Its columns that no other entry has."""
        return {"app_id": self.app_id, "kind": self.kind, "number": self.number}

    @property
    def fee(self) -> int | None:
        """A partial refund's amount in fen, else None."""
        return self.request.refund_fee if isinstance(self.request, OrderRefund) else None

    def difference(self, other: Entry) -> str | None:
        """Return the field in which another entry of the same number asks for something else."""
        if self.order_id != other.order_id:
            return "order_id"
        for name in attrs.fields_dict(type(self.request)):
            names_the_order = name in ("out_trade_no", "order_id", "zx_order_no")
            ours, theirs = (getattr(entry.request, name) for entry in (self, other))
            if ours != theirs and not names_the_order:
                return name
        return None


def own_number(request: MoneyRequest) -> str | None:
    """Return the number that the merchant gave the refund, if any."""
    return request.out_refund_no if isinstance(request, OrderRefund) else None
