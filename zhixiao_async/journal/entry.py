"""One refund or receipt in the journal, its row, and the states that it goes through.

::

    (none), refused, not sent, not applied
      │ begin: committed with a new token, "unsent" filled in
      ▼
    open, unsent ── withdraw: resume() takes it over ──► not sent, or as before "not applied"
      │ release: its sender proves that it is still his own
      ▼
    open ── the reply ──► applied, refused, not sent (nothing left after all)
      └──── resume(), by the gateway's books ──► applied, not applied

Release and withdraw are one compare-and-swap on the same row, so only one of the two happens: an
entry whose commit was acknowledged too late is lost to its sender, who sends nothing. A released
one is sent within ``SEND_WITHIN`` seconds since before it was written down, or never: a sender
that was held up for longer (by a lock, a pause of the machine, a slow connection) finds out just
before the first byte. By then resume() may conclude nothing yet: *not applied* takes the
listing's window of the sending to be closed, and every call that could still be under way to be
over. All this is elapsed time, or the time of the database, which everybody reads alike.

A machine that stands still between that last look at its clock and the byte, for longer than an
hour and unknown to its clock, is beyond this: only a gateway that told refunds apart by
``out_refund_no`` could notice.
"""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs
from attrs import field

from .. import _codec
from .._numbers import id_fault
from ..endpoints import OrderRefund, PiaojuCreate
from ..errors import InvalidRequest
from ..fields import BEIJING
from ..store.tables import Column, Kind, Row, Table, Value


class State(StrEnum):
    """What is known of an entry."""

    OPEN = "open"
    """Written down and perhaps sent: not to be sent again before it is settled."""
    APPLIED = "applied"
    """Made."""
    REFUSED = "refused"
    """The gateway said no."""
    NOT_SENT = "not sent"
    """Nothing left this machine."""
    NOT_APPLIED = "not applied"
    """Settled: nothing of it was to be seen by the deadline."""


@attrs.frozen(kw_only=True)
class Entry:
    """A refund or a receipt that was written down.

    Attributes:
        app_id: The merchant.
        kind: ``refund`` (it has a number of its own), ``whole refund`` or ``receipt``.
        number: ``out_refund_no``; of a whole refund without one or a receipt, the ``order_id``.
        order_id: The gateway's number of the order.
        request: What is sent.
        state: What is known of it.
        sent_at: When it was written down, just before it was sent; Beijing time, by the database's
            clock.
        result: The result as it was received, or None.
        token: Tells this sending from any other under the same key; None in a row of a version
            that had none.
        unsent: The state that it falls back to while nothing of it can have been sent; None once
            it may have been.
    """

    app_id: str
    kind: str
    number: str
    order_id: str
    request: OrderRefund | PiaojuCreate
    state: State = State.OPEN
    sent_at: datetime = field(factory=lambda: datetime.now(BEIJING))
    result: Any = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    unsent: State | None = None

    @classmethod
    def of(cls, app_id: str, request: OrderRefund | PiaojuCreate, order_id: str) -> Entry:
        """A new entry.

        Args:
            app_id: The merchant.
            request: What is to be sent.
            order_id: The gateway's number of the order, however the request names it.

        Raises:
            InvalidRequest: That is too long to be told from another, or not plain.
        """
        rule = id_fault(order_id)
        if rule:
            raise InvalidRequest("order_id", rule, given=order_id)
        kind, number = "refund", own_number(request)
        if number is None:
            kind = "receipt" if isinstance(request, PiaojuCreate) else "whole refund"
            number = order_id
        return cls(app_id=app_id, kind=kind, number=number, order_id=order_id, request=request)

    @property
    def key(self) -> dict[str, Value]:
        """What identifies it."""
        return {"app_id": self.app_id, "kind": self.kind, "number": self.number}

    @property
    def as_it_was(self) -> dict[str, Value]:
        """What its row holds as long as nothing has happened since."""
        unchanged = {"state": self.state.value, "sent_at": self.sent_at.isoformat()}
        return {**self.key, **unchanged, **({} if self.token is None else {"token": self.token})}

    @property
    def as_written(self) -> dict[str, Value]:
        """What its row holds until its sender, or somebody else, has it."""
        return {**self.as_it_was, "unsent": self.unsent and self.unsent.value}

    @property
    def fee(self) -> int | None:
        """A partial refund's amount in fen."""
        return self.request.refund_fee if isinstance(self.request, OrderRefund) else None

    def difference(self, other: Entry) -> str | None:
        """The field in which another entry under the same number asks for something else."""
        if self.order_id != other.order_id:
            return "order_id"
        for one in attrs.fields(type(self.request)):
            named_alike = one.name in ("out_trade_no", "order_id", "zx_order_no")
            ours, theirs = (getattr(entry.request, one.name) for entry in (self, other))
            if ours != theirs and not named_alike:
                return str(one.name)
        return None


def own_number(request: OrderRefund | PiaojuCreate) -> str | None:
    """The number that the merchant gave the refund, if any."""
    return request.out_refund_no if isinstance(request, OrderRefund) else None


def journal_table(name: str = "zhixiao_journal") -> Table:
    """The journal's table. ``request`` and ``result`` are JSON as it is sent and received.

    A receipt's request holds personal data: whom it is made out to.

    Raises:
        InvalidRequest: The name isn't plain.
    """
    return Table(
        name,
        (
            Column("app_id", Kind.KEY, key=True),
            Column("kind", Kind.KEY, key=True),
            Column("number", Kind.KEY, key=True),
            Column("order_id", Kind.KEY),
            Column("state", Kind.KEY),
            Column("sent_at", Kind.KEY),
            Column("request", Kind.TEXT),
            Column("result", Kind.TEXT, required=False),
            Column("token", Kind.KEY, required=False),
            Column("unsent", Kind.KEY, required=False),
        ),
        (
            ("app_id", "sent_at", "kind", "number"),
            ("app_id", "state", "sent_at", "kind", "number"),
            ("app_id", "order_id", "sent_at", "kind", "number"),
        ),
    )


def to_row(entry: Entry) -> dict[str, Value]:
    """An entry as the journal keeps it."""
    return {
        **entry.key,
        "order_id": entry.order_id,
        "state": entry.state.value,
        "sent_at": entry.sent_at.isoformat(),
        "request": json.dumps(_codec.write(entry.request)),
        "result": None if entry.result is None else json.dumps(_codec.write(entry.result)),
        "token": entry.token,
        "unsent": entry.unsent and entry.unsent.value,
    }


def from_row(row: Row) -> Entry:
    """The way back."""
    kind = PiaojuCreate if row["kind"] == "receipt" else OrderRefund
    result, unsent = row["result"], row["unsent"]
    return Entry(
        **{name: row[name] for name in ("app_id", "kind", "number", "order_id", "token")},
        state=State(row["state"]),
        unsent=None if unsent is None else State(unsent),
        sent_at=datetime.fromisoformat(row["sent_at"]),
        request=_codec.read(kind, json.loads(row["request"])),
        result=None if result is None else _codec.read(kind.endpoint.result, json.loads(result)),
    )
