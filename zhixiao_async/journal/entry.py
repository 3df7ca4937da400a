"""One refund or receipt in the journal, and its row."""

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
        sent_at: When it was written down, just before it was sent; Beijing time.
        result: The result as it was received, or None.
    """

    app_id: str
    kind: str
    number: str
    order_id: str
    request: OrderRefund | PiaojuCreate
    state: State = State.OPEN
    sent_at: datetime = field(factory=lambda: datetime.now(BEIJING))
    result: Any = field(default=None, repr=False)

    @classmethod
    def of(cls, app_id: str, request: OrderRefund | PiaojuCreate, order_id: str) -> Entry:
        """A new entry.

        Args:
            app_id: The merchant.
            request: What is to be sent.
            order_id: The gateway's number of the order, however the request names it.

        Raises:
            InvalidRequest: A number is too long to be told from another, or not plain.
        """
        kind, number = "refund", own_number(request)
        if number is None:
            kind = "receipt" if isinstance(request, PiaojuCreate) else "whole refund"
            number = order_id
        for name, value in ("order_id", order_id), ("out_refund_no", number):
            rule = id_fault(value)
            if rule:
                raise InvalidRequest(name, rule, given=value)
        return cls(app_id=app_id, kind=kind, number=number, order_id=order_id, request=request)

    @property
    def key(self) -> dict[str, Value]:
        """What identifies it."""
        return {"app_id": self.app_id, "kind": self.kind, "number": self.number}

    @property
    def as_it_was(self) -> dict[str, Value]:
        """What its row holds as long as nothing has happened since."""
        return {**self.key, "state": self.state.value, "sent_at": self.sent_at.isoformat()}

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
    }


def from_row(row: Row) -> Entry:
    """The way back."""
    kind = PiaojuCreate if row["kind"] == "receipt" else OrderRefund
    result = row["result"]
    return Entry(
        **{name: row[name] for name in ("app_id", "kind", "number", "order_id")},
        state=State(row["state"]),
        sent_at=datetime.fromisoformat(row["sent_at"]),
        request=_codec.read(kind, json.loads(row["request"])),
        result=None if result is None else _codec.read(kind.endpoint.result, json.loads(result)),
    )
