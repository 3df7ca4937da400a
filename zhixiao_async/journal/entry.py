"""One refund or receipt in the journal, and its row."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs
from attrs import field

from .. import _codec
from ..endpoints import OrderRefund, PiaojuCreate
from ..errors import InvalidRequest
from ..fields import BEIJING
from ..store.tables import KEY_LENGTH, Column, Kind, Row, Table, Value


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
        number: ``out_refund_no``; of a whole refund or a receipt, the order's number.
        request: What is sent.
        state: What is known of it.
        sent_at: When it was written down, just before it was sent; Beijing time.
        order_id: The gateway's number of the order, once it is known.
        result: The result as it was received, or None.
    """

    app_id: str
    kind: str
    number: str
    request: OrderRefund | PiaojuCreate
    state: State = State.OPEN
    sent_at: datetime = field(factory=lambda: datetime.now(BEIJING))
    order_id: str | None = None
    result: Any = field(default=None, repr=False)

    @classmethod
    def of(cls, app_id: str, request: OrderRefund | PiaojuCreate) -> Entry:
        """A new entry.

        Raises:
            InvalidRequest: Its number is too long to be told from another, or not plain.
        """
        if isinstance(request, PiaojuCreate):
            kind, order_id = "receipt", request.zx_order_no
        else:
            kind, order_id = "whole refund", request.order_id
        number = request.out_trade_no or order_id or ""
        if isinstance(request, OrderRefund) and request.out_refund_no is not None:
            kind, number = "refund", request.out_refund_no
        if len(number) > KEY_LENGTH or number != number.strip():
            raise InvalidRequest(
                "number",
                f"must be at most {KEY_LENGTH} characters without white space around it",
                given=number,
            )
        return cls(app_id=app_id, kind=kind, number=number, request=request, order_id=order_id)

    @property
    def key(self) -> dict[str, Value]:
        """What identifies it."""
        return {"app_id": self.app_id, "kind": self.kind, "number": self.number}

    @property
    def fee(self) -> int | None:
        """A partial refund's amount in fen."""
        return self.request.refund_fee if isinstance(self.request, OrderRefund) else None


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
            Column("order_id", Kind.KEY, required=False),
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
