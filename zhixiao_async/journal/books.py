"""The journal's table: what is begun, and what became of it, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import attrs

from ..errors import InvalidRequest, OutcomeUnknown
from ..store import AlreadyThere, Store, Value
from ..store.tables import Table
from .entry import Entry, State, from_row, to_row

ConnectionT = TypeVar("ConnectionT")


class Books(Generic[ConnectionT]):
    """Entries in a database.

    Args:
        store: The database.
        table: Made by :func:`journal_table`.
    """

    def __init__(self, store: Store[ConnectionT], table: Table) -> None:
        self._store = store
        self._table = table

    async def create(self) -> None:
        """Create the table; add to one of an earlier version what it lacks."""
        await self._store.create(self._table)

    async def select(self, where: Mapping[str, Value]) -> list[Entry]:
        """The entries that have these values, the latest first."""
        async with self._store.reading() as own:
            found = await self._store.select(own, self._table, where, newest_by="sent_at")
        return [from_row(row) for row in found]

    async def begin(self, entry: Entry) -> Entry | None:
        """Make the entry ours to send, unless it was made before.

        Returns:
            The entry as it stood before, None if it is new. It is ours unless that is applied.

        Raises:
            InvalidRequest: Its number was used for something else.
            OutcomeUnknown: It is open, so it isn't ours.
        """
        try:
            async with self._store.transaction() as own:
                await self._store.insert(own, self._table, to_row(entry))
            return None
        except AlreadyThere as refusal:
            async with self._store.transaction() as own:
                found = await self._store.select(own, self._table, entry.key)
                if not found:
                    raise refusal.__cause__ or refusal from None
                before = from_row(found[0])
                _must_be_the_same(before, entry)
                if before.state is State.APPLIED:
                    return before
                ours = before.state is not State.OPEN and await self._store.update(
                    own, self._table, before.as_it_was, to_row(entry)
                )
            if ours:
                return before
            raise in_doubt(before if before.state is State.OPEN else entry, _BEGUN) from None

    async def conclude(self, entry: Entry, state: State) -> None:
        """Write the outcome of our own call.

        What was made stays made, whatever was concluded meanwhile; anything else gives way.
        """
        where = entry.key if state is State.APPLIED else entry.as_it_was
        try:
            await self._change(where, attrs.evolve(entry, state=state))
        except BaseException as error:  # a cancellation or Ctrl-C too: the caller has to know
            error.add_note(
                f"zhixiao: the {entry.kind} {entry.number} is {state.value}, but writing that down "
                "failed: if the journal still has it as open, resume() will settle it"
            )
            raise

    async def settle(self, entry: Entry, state: State) -> Entry:
        """Write what was found out, unless its own process, which knows better, came first."""
        settled = attrs.evolve(entry, state=state)
        if await self._change(entry.as_it_was, settled):
            return settled
        return (await self.select(entry.key))[0]

    async def _change(self, where: Mapping[str, Value], entry: Entry) -> int:
        row = to_row(entry)
        values = {name: row[name] for name in ("state", "result")}
        async with self._store.transaction() as own:
            return await self._store.update(own, self._table, where, values)


_BEGUN = "was begun before and its outcome isn't known; it isn't sent again"


def in_doubt(entry: Entry, why: str = _BEGUN) -> OutcomeUnknown:
    """The error for an entry that is open."""
    endpoint = entry.request.endpoint
    error = OutcomeUnknown(
        f"{endpoint.name}: the {entry.kind} {entry.number} {why}: let resume() find out",
        settle_by="RefundJournal.resume",
        request=entry.request,
        path=endpoint.path,
        out_trade_no=entry.request.out_trade_no,
    )
    error.happened_at = entry.sent_at
    return error


def _must_be_the_same(before: Entry, entry: Entry) -> None:
    name = before.difference(entry)
    if name is not None:
        raise InvalidRequest(
            name,
            f"is another than that of the {entry.kind} {entry.number} that was begun before",
            path=entry.request.endpoint.path,
            out_trade_no=entry.request.out_trade_no,
        )
