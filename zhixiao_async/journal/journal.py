"""Written down, number and all, before the first byte leaves; the outcome after.

An entry that is open is never sent again: not by a repeated call, not by :meth:`resume`, which
only asks. So a process may die at any point, and a refund is neither doubled nor forgotten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from typing import Any, Generic, Protocol, TypeVar, overload

import attrs

from .._either import settled
from ..endpoints import (
    OrderRefund,
    OrderRefundResult,
    PiaojuCreate,
    PiaojuCreateResult,
)
from ..errors import GatewayError, InvalidRequest, NotSent, OutcomeUnknown, ZhixiaoError
from ..settling import Settlement, SettlePace, Verdict
from ..store import AlreadyThere, SQLiteStore, Store, Value
from .entry import Entry, State, from_row, journal_table, to_row

ConnectionT = TypeVar("ConnectionT")


class Sends(Protocol):
    """The part of a client, async or sync, that is needed here."""

    @property
    def app_id(self) -> str:
        """Whose client it is."""
        ...

    @property
    def call(self) -> Any:
        """Send a request."""
        ...

    @property
    def order_query(self) -> Any:
        """Section 2.2."""
        ...

    @property
    def settle(self) -> Any:
        """Find out what became of a request."""
        ...


@attrs.frozen
class Resumed:
    """An entry that was open, as it is now, and what was found out about it."""

    entry: Entry
    settlement: Settlement


class RefundJournal(Generic[ConnectionT]):
    """Sends refunds and receipts, and remembers every one.

    Args:
        client: The merchant's.
        store: A SQLite file's path, or a store as for the inbox.
        table: The table's name.

    Raises:
        InvalidRequest: The table's name isn't plain.
    """

    @overload
    def __init__(
        self: RefundJournal[sqlite3.Connection],
        client: Sends,
        store: str | os.PathLike[str],
        *,
        table: str = ...,
    ) -> None: ...
    @overload
    def __init__(self, client: Sends, store: Store[ConnectionT], *, table: str = ...) -> None: ...
    def __init__(self, client: Sends, store: Any, *, table: str = "zhixiao_journal") -> None:
        if isinstance(store, str | os.PathLike):
            store = SQLiteStore(store)
        self._client = client
        self._store: Store[ConnectionT] = store
        self._table = journal_table(table)

    async def create_table(self) -> None:
        """Create the table, unless it is there. Safe from several processes at once."""
        await self._store.create(self._table)

    async def order_refund(self, request: OrderRefund) -> OrderRefundResult:
        """Refund an order (section 2.4), once for each number, however often it is called.

        A refund that was made is not sent again: its result is given. One that was refused or
        not sent is sent again.

        Args:
            request: With an ``out_refund_no``, or the whole order's.

        Raises:
            InvalidRequest: The number was used for another refund.
            OutcomeUnknown: It is open, from now or from before: :meth:`resume` finds out.
            ZhixiaoError: As ``Client.order_refund``.
        """
        result: OrderRefundResult = await self._carry_out(request)
        return result

    async def piaoju_create(self, request: PiaojuCreate) -> PiaojuCreateResult:
        """Issue a receipt (section 2.8), once for each order; errors as :meth:`order_refund`."""
        result: PiaojuCreateResult = await self._carry_out(request)
        return result

    async def entries(self, state: State | None = None) -> list[Entry]:
        """This merchant's entries, the latest first; those in one state, if given."""
        return await self._select({} if state is None else {"state": state.value})

    async def _select(self, where: dict[str, Value]) -> list[Entry]:
        ours = {"app_id": self._client.app_id, **where}
        async with self._store.transaction() as own:
            found = await self._store.select(own, self._table, ours, newest_by="sent_at")
        return [from_row(row) for row in found]

    async def resume(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
        pace: SettlePace = SettlePace(),  # noqa: B008 - frozen
    ) -> list[Resumed]:
        """Find out what became of every open entry, the oldest first. Nothing is sent again.

        Refunds that were made without the journal make the answer unknown. Safe to run on
        several machines at once, and while others are refunding.

        Args:
            timeout: Seconds for each; until the deadline if not given.
            pace: When to look; see ``Client.settle``.

        Raises:
            ZhixiaoError: The gateway couldn't be asked for an order's number.
        """
        resumed = []
        for entry in reversed(await self.entries(State.OPEN)):
            await self._learn_order(entry)
        for listed in reversed(await self.entries(State.OPEN)):
            known, in_doubt = await self._others(listed)
            settlement: Settlement = await settled(
                self._client.settle(
                    _in_doubt(listed),
                    known_refunds=known,
                    in_doubt=in_doubt,
                    timeout=timeout,
                    pace=pace,
                )
            )
            resumed.append(Resumed(await self._settled(listed, settlement), settlement))
        return resumed

    async def _carry_out(self, request: OrderRefund | PiaojuCreate) -> Any:
        entry = Entry.of(self._client.app_id, request)
        before = await self._write_down(entry)
        if before is not None:
            return before
        try:
            result = await settled(self._client.call(request))
        except OutcomeUnknown as error:
            if error.applied:
                await self._conclude(entry, State.APPLIED)
            raise
        except GatewayError:
            await self._conclude(entry, State.REFUSED)
            raise
        except (NotSent, InvalidRequest):
            await self._conclude(entry, State.NOT_SENT)
            raise
        order_id = getattr(result, "order_id", None) or entry.order_id
        await self._conclude(attrs.evolve(entry, order_id=order_id, result=result), State.APPLIED)
        return result

    async def _write_down(self, entry: Entry) -> Any:
        """Make the entry ours to send; or give the result, if it was sent before."""
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
                if before.request != entry.request:
                    raise InvalidRequest(
                        "number", f"was used before, for another {entry.kind}", given=entry.number
                    ) from None
                if before.state is State.APPLIED:
                    return _result_of(before)
                unchanged = {**entry.key, "state": before.state.value}
                unchanged["sent_at"] = before.sent_at.isoformat()
                ours = before.state is not State.OPEN and await self._store.update(
                    own, self._table, unchanged, to_row(entry)
                )
            if not ours:
                raise _in_doubt(before) from None
            return None

    async def _conclude(self, entry: Entry, state: State) -> None:
        await self._change(entry, entry.key, state)

    async def _change(self, entry: Entry, where: dict[str, Value], state: State) -> int:
        row = to_row(attrs.evolve(entry, state=state))
        values = {name: row[name] for name in ("state", "order_id", "result")}
        async with self._store.transaction() as own:
            return await self._store.update(own, self._table, where, values)

    async def _learn_order(self, entry: Entry) -> None:
        """Whose refund it is: two entries may name one order by different numbers."""
        if entry.order_id is None and isinstance(entry.request, OrderRefund):
            try:
                state = await settled(
                    self._client.order_query(out_trade_no=entry.request.out_trade_no)
                )
            except ZhixiaoError:  # settling it will meet the same, and say so
                return
            await self._change(
                attrs.evolve(entry, order_id=state.order_id), _as_it_was(entry), State.OPEN
            )

    async def _others(self, entry: Entry) -> tuple[Iterable[int] | None, int]:
        """The amounts of the order's refunds that were made, and how many like it are open."""
        if entry.order_id is None or not isinstance(entry.request, OrderRefund):
            return None, 1
        refunds = [
            one
            for one in await self._select({"order_id": entry.order_id})
            if isinstance(one.request, OrderRefund)
        ]
        made = [one.fee for one in refunds if one.state is State.APPLIED]
        if None in made:
            return None, 1
        like = [one for one in refunds if one.state is State.OPEN and one.fee == entry.fee]
        return [fee for fee in made if fee is not None], len(like)

    async def _settled(self, entry: Entry, settlement: Settlement) -> Entry:
        state = _STATES.get(settlement.verdict)
        if state is None:
            return entry
        entry = attrs.evolve(entry, order_id=settlement.order_id or entry.order_id)
        # Its own process may have concluded it meanwhile, and knows better.
        if not await self._change(entry, _as_it_was(entry), state):
            async with self._store.transaction() as own:
                return from_row((await self._store.select(own, self._table, entry.key))[0])
        return attrs.evolve(entry, state=state)


_STATES = {Verdict.APPLIED: State.APPLIED, Verdict.NOT_APPLIED: State.NOT_APPLIED}


def _as_it_was(entry: Entry) -> dict[str, Value]:
    return {**entry.key, "state": State.OPEN.value, "sent_at": entry.sent_at.isoformat()}


def _result_of(entry: Entry) -> Any:
    """The result as received; where the reply was lost, what is known of it."""
    if entry.result is not None:
        return entry.result
    if isinstance(entry.request, PiaojuCreate):
        return PiaojuCreateResult(message="")
    return OrderRefundResult(
        order_id=entry.order_id or entry.request.order_id or "",
        out_trade_no=entry.request.out_trade_no,
    )


def _in_doubt(entry: Entry) -> OutcomeUnknown:
    endpoint = entry.request.endpoint
    error = OutcomeUnknown(
        f"{endpoint.name}: the {entry.kind} {entry.number} was begun before and its outcome isn't "
        "known; it isn't sent again: let resume() find out",
        settle_by="RefundJournal.resume",
        request=entry.request,
        path=endpoint.path,
        out_trade_no=entry.request.out_trade_no,
    )
    error.happened_at = entry.sent_at
    return error
