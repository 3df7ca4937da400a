"""The journal's table: what is begun, and what became of it, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Generic, TypeVar

import attrs

from ..errors import InvalidRequest, NotSent, OutcomeUnknown, about
from ..fields import BEIJING, spellings
from ..store import AlreadyThere, Store, Value
from ..store.protocol import PAGE
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

    async def of_order(self, entry: Entry) -> list[Entry]:
        """The entries of an entry's order, itself among them, however its number was spelled."""
        return [
            one
            for order_id in sorted(spellings(entry.order_id))
            for one in await self.select({"app_id": entry.app_id, "order_id": order_id})
        ]

    async def page(self, where: Mapping[str, Value], after: Entry | None) -> list[Entry]:
        """Some of the entries that have these values, those behind one, the latest first."""
        behind = None if after is None else to_row(after)
        async with self._store.reading() as own:
            found = await self._store.select(
                own, self._table, where, newest_by="sent_at", after=behind, limit=PAGE
            )
        return [from_row(row) for row in found]

    async def read_clock(self) -> None:
        """Look at the database's clock, which all processes share; for :meth:`age`."""
        async with self._store.reading() as own:
            await self._now(own)

    def age(self, entry: Entry) -> float:
        """Return the seconds since an entry was written down, once the clock was read."""
        return self._store.clock.age(entry.sent_at)

    async def _now(self, own: ConnectionT) -> datetime:
        return self._store.clock.read(await self._store.now(own))

    async def begin(self, entry: Entry) -> tuple[Entry, Entry | None]:
        """Write the entry down as ours to send, unless it was made before.

        Returns:
            The entry as written, and as it stood before, None if it is new. If that is applied,
            nothing was written.

        Raises:
            InvalidRequest: Its number was used for something else.
            OutcomeUnknown: It is open, so it isn't ours.
        """
        try:
            async with self._store.transaction() as own:
                ours = _written(entry, await self._now(own), State.NOT_SENT)
                await self._store.insert(own, self._table, to_row(ours))
            return ours, None
        except AlreadyThere as refusal:
            async with self._store.transaction() as own:
                found = await self._store.select(own, self._table, entry.key)
                if not found:
                    raise refusal.__cause__ or refusal from None
                before = from_row(found[0])
                _must_be_the_same(before, entry)
                if before.state is State.APPLIED:
                    return before, before
                now = await self._now(own)
                # That it was sent once isn't forgotten where it isn't sent again.
                once = before.state is State.NOT_APPLIED
                ours = _written(entry, now, State.NOT_APPLIED if once else State.NOT_SENT)
                begun = before.state is not State.OPEN and await self._store.update(
                    own, self._table, before.as_it_was, to_row(ours)
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
            NotSent: It isn't ours any more, so nothing of it may be sent.
        """
        try:
            ours = await self._write(entry.as_written, {"unsent": None})
        except Exception as error:  # whether that was written nobody knows; nothing was sent
            await self.conclude_with(error, entry, unsent)
            raise
        if not ours:
            raise NotSent(
                f"{entry.request.endpoint.name}: not sent, for writing the {entry.kind} "
                f"{entry.number} down took so long that another process's resume() took it over",
                path=entry.request.endpoint.path,
                out_trade_no=entry.request.out_trade_no,
            )

    async def withdraw(self, entry: Entry, unsent: State) -> bool:
        """Take an entry from a sender who hasn't released it, and never can from now on.

        Returns:
            False if the sender came first.
        """
        values = {"unsent": None, "state": unsent.value}
        return bool(await self._write(entry.as_written, values))

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
                "settle it"
            )

    async def settle(self, entry: Entry, state: State) -> Entry:
        """Write what was found out, unless its own process, which knows better, came first."""
        settled = attrs.evolve(entry, state=state)
        if await self._change(entry.as_it_was, settled):
            return settled
        return (await self.select(entry.key))[0]

    async def _change(self, where: Mapping[str, Value], entry: Entry) -> int:
        row = to_row(attrs.evolve(entry, unsent=None))
        return await self._write(where, {name: row[name] for name in ("state", "result", "unsent")})

    async def _write(self, where: Mapping[str, Value], values: Mapping[str, Value]) -> int:
        async with self._store.transaction() as own:
            return await self._store.update(own, self._table, where, values)


_BEGUN = "was begun before and its outcome isn't known; it isn't sent again"


def _written(entry: Entry, now: datetime, unsent: State) -> Entry:
    """An entry as it is written down before it is sent."""
    return attrs.evolve(entry, sent_at=now.astimezone(BEIJING), token=token_hex(16), unsent=unsent)


def in_doubt(entry: Entry, age: float, why: str = _BEGUN) -> OutcomeUnknown:
    """The error for an entry that is open.

    Args:
        entry: The entry.
        age: Seconds since it was written down, as :meth:`Books.age` has them.
        why: What is the matter with it.
    """
    endpoint = entry.request.endpoint
    error = OutcomeUnknown(
        f"{endpoint.name}: the {entry.kind} {entry.number} {why}: let resume() find out",
        settle_by="RefundJournal.resume",
        request=entry.request,
        path=endpoint.path,
    )
    error.lost(entry.sent_at, age)
    return about(error, entry.request)


def _must_be_the_same(before: Entry, entry: Entry) -> None:
    name = before.difference(entry)
    if name is not None:
        raise InvalidRequest(
            name,
            f"is another than that of the {entry.kind} {entry.number} that was begun before",
            path=entry.request.endpoint.path,
            out_trade_no=entry.request.out_trade_no,
        )
