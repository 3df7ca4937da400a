"""An entry as a row, and the conditions under which one is changed."""

from __future__ import annotations

import json
from datetime import datetime

from ..endpoints import OrderRefund, PiaojuCreate
from ..protocol import reading, writing
from ..store.tables import Column, Kind, Row, Table, Value
from .entry import Entry, State


def journal_table(name: str = "zhixiao_journal") -> Table:
    """Return the journal's table. ``request`` and ``result`` are JSON as sent and received.

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
    """Return an entry as the table keeps it."""
    return {
        **entry.key,
        "order_id": entry.order_id,
        "state": entry.state.value,
        "sent_at": entry.sent_at.isoformat(),
        "request": json.dumps(writing.write(entry.request)),
        "result": None if entry.result is None else json.dumps(writing.write(entry.result)),
        "token": entry.token,
        "unsent": entry.unsent and entry.unsent.value,
    }


def from_row(row: Row) -> Entry:
    """Return the entry that a row keeps."""
    kind = PiaojuCreate if row["kind"] == "receipt" else OrderRefund
    result, unsent = row["result"], row["unsent"]
    return Entry(
        **{name: row[name] for name in ("app_id", "kind", "number", "order_id", "token")},
        state=State(row["state"]),
        unsent=None if unsent is None else State(unsent),
        sent_at=datetime.fromisoformat(row["sent_at"]),
        request=reading.read(kind, json.loads(row["request"])),
        result=None if result is None else reading.read(kind.endpoint.result, json.loads(result)),
    )


def where_unchanged(entry: Entry) -> dict[str, Value]:
    """Return the condition that nothing has happened to an entry since it was read."""
    unchanged = {"state": entry.state.value, "sent_at": entry.sent_at.isoformat()}
    return {**entry.key, **unchanged, **({} if entry.token is None else {"token": entry.token})}


def where_unreleased(entry: Entry) -> dict[str, Value]:
    """Return the condition that neither its sender nor anybody else has taken an entry yet."""
    return {**where_unchanged(entry), "unsent": entry.unsent and entry.unsent.value}
