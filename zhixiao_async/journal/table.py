"""The journal's table: what is begun, and what became of it, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

import attrs

from ..fields import BEIJING, spellings
from ..messages.text import Text
from ..store import DuplicateKey, Store, Value
from ..store.all_rows import iter_pages
from ..store.tables import Table
from ..telemetry.open_entries import note_oldest
from .entry import Entry, State
from .errors import in_doubt, invalid, named, not_sent
from .rows import from_row, to_row, where_unchanged, where_unreleased


class JournalTable:
    """Entries in a database.

    Args:
        store: The database, of whatever kind its connections are.
        table: Made by :func:`journal_table`.
    """

    def __init__(self, store: Store[Any], table: Table) -> None:
        self._store = store
        self._table = table

    async def create(self) -> None:
        """Create the table; add to one of an earlier version what it lacks."""
        await self._store.create(self._table)

    async def select(self, where: Mapping[str, Value]) -> list[Entry]:
        """Return the entries that have these values, the latest first."""
        async with self._store.reading() as own:
            rows = await self._store.select(own, self._table, where, newest_by="sent_at")
        return [from_row(row) for row in rows]

    async def iter_entries(self, where: Mapping[str, Value]) -> AsyncGenerator[Entry, None]:
        """Yield the entries that have these values, the latest first; they are read in pages."""
        async for page in iter_pages(self._store, self._table, where, newest_by="sent_at"):
            for row in page:
                yield from_row(row)

    async def of_order(self, entry: Entry) -> list[Entry]:
        """Return the entries of an entry's order, itself too, however its number was spelled."""
        async with self._store.reading() as own:
            rows = [
                row
                for order_id in sorted(spellings(entry.order_id))
                for row in await self._store.select(
                    own,
                    self._table,
                    {"app_id": entry.app_id, "order_id": order_id},
                    newest_by="sent_at",
                )
            ]
        return [from_row(row) for row in rows]

    async def oldest_open(self, app_id: str) -> Entry | None:
        """Return a merchant's oldest open entry, or None; telemetry takes note of its age."""
        await self.read_clock()
        latest_first = await self.select({"app_id": app_id, "state": State.OPEN.value})
        self.note_open(app_id, latest_first)
        return latest_first[-1] if latest_first else None

    def note_open(self, app_id: str, entries: Sequence[Entry]) -> None:
        """Have telemetry take note of a merchant's open entries, once the clock was read."""
        note_oldest(app_id, self._table.name, max(map(self.age, entries), default=None))

    async def read_clock(self) -> None:
        """Read the database's clock, which all processes share; for :meth:`age`."""
        async with self._store.reading() as own:
            await self._now(own)

    def age(self, entry: Entry) -> float:
        """Return the seconds since an entry was written down, once the clock was read."""
        return self._store.clock.age(entry.sent_at)

    async def _now(self, own: object) -> datetime:
        return self._store.clock.read(await self._store.now(own))

    async def begin(self, entry: Entry) -> tuple[Entry, Entry | None]:
        """Write the entry down as ours to send, unless it was made before.

        Returns:
            The entry as written, and as it stood before, None if it is new. If that is applied,
            nothing was written.

        Raises:
            InvalidRequest: Its number was used for something else.
            OutcomeUnknown: The entry is open, so it isn't ours.
        """
        try:
            async with self._store.transaction() as own:
                ours = _written(entry, await self._now(own), State.NOT_SENT)
                await self._store.insert(own, self._table, to_row(ours))
            return ours, None
        except DuplicateKey as refusal:
            return await self._begin_again(entry, refusal)

    async def _begin_again(self, entry: Entry, refusal: DuplicateKey) -> tuple[Entry, Entry]:
        async with self._store.transaction() as own:
            rows = await self._store.select(own, self._table, entry.key)
            if not rows:
                raise refusal.__cause__ or refusal from None
            before = from_row(rows[0])
            name = before.difference(entry)
            if name is not None:
                raise invalid(entry.request, name, Text("rule.another_entry", **named(entry)))
            if before.state is State.APPLIED:
                return before, before
            # That it was sent once isn't forgotten where it isn't sent again.
            once = before.state is State.NOT_APPLIED
            unsent = State.NOT_APPLIED if once else State.NOT_SENT
            ours = _written(entry, await self._now(own), unsent)
            begun = before.state is not State.OPEN and await self._store.update(
                own, self._table, where_unchanged(before), to_row(ours)
            )
        if begun:
            return ours, before
        in_hand = before if before.state is State.OPEN else ours
        raise in_doubt(in_hand, self.age(in_hand)) from None

    async def release(self, entry: Entry, unsent: State) -> None:
        """Prove that an entry is still ours, and write that it may be sent from now on.

        Args:
            entry: As :meth:`begin` wrote it down.
            unsent: Its state if that fails.

        Raises:
            NotSent: The entry isn't ours any more, so nothing of it may be sent.
        """
        try:
            ours = await self._write(where_unreleased(entry), {"unsent": None})
        except Exception as error:  # whether that was written nobody knows; nothing was sent
            await self.conclude_with(error, entry, unsent)
            raise
        if not ours:
            raise not_sent(entry.request, Text("reason.taken_over", **named(entry)))

    async def withdraw(self, entry: Entry, unsent: State) -> bool:
        """Take an entry from a sender who hasn't released it, and never can from now on.

        Returns:
            False if the sender came first.
        """
        values = {"unsent": None, "state": unsent.value}
        return bool(await self._write(where_unreleased(entry), values))

    async def conclude(self, entry: Entry, state: State) -> None:
        """Write the outcome of our own call.

        A success is written whatever was concluded meanwhile; any other outcome gives way.
        """
        where = entry.key if state is State.APPLIED else where_unchanged(entry)
        try:
            await self._change(where, attrs.evolve(entry, state=state))
        except BaseException as error:  # a cancellation or Ctrl-C too: the caller has to know
            error.add_note(
                f"zhixiao: the {entry.kind} {entry.number} is {state.value}, but writing that down "
                "failed: if the journal still has it as open, resume() will resolve it"
            )
            raise

    async def conclude_with(self, error: Exception, entry: Entry, state: State) -> None:
        """Write the outcome of our own call, which ended in an error.

        That error says what the caller has to know: where nothing can be written, it gets a note.
        """
        try:
            await self.conclude(entry, state)
        except Exception as unwritten:  # its text may repeat the row
            error.add_note(
                f"zhixiao: the {entry.kind} {entry.number} is {state.value}, but its entry "
                f"couldn't be updated ({type(unwritten).__name__}) and stays open: resume() will "
                "resolve it"
            )

    async def resolve(self, entry: Entry, state: State) -> Entry:
        """Write what was found out, unless its own process, which knows better, came first.

        Returns:
            The entry as it is now.
        """
        resolved = attrs.evolve(entry, state=state)
        if await self._change(where_unchanged(entry), resolved):
            return resolved
        return (await self.select(entry.key))[0]

    async def _change(self, where: Mapping[str, Value], entry: Entry) -> int:
        row = to_row(attrs.evolve(entry, unsent=None))
        return await self._write(where, {name: row[name] for name in ("state", "result", "unsent")})

    async def _write(self, where: Mapping[str, Value], values: Mapping[str, Value]) -> int:
        async with self._store.transaction() as own:
            return await self._store.update(own, self._table, where, values)


def _written(entry: Entry, now: datetime, unsent: State) -> Entry:
    """Return an entry as it is written down before it is sent."""
    return attrs.evolve(entry, sent_at=now.astimezone(BEIJING), token=token_hex(16), unsent=unsent)
