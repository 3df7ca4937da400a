"""Written down, number and all, before the first byte leaves; the outcome after.

An entry that is open is never sent again: not by a repeated call, not by :meth:`resume`, which
only asks. So a process may die at any point, and a refund is neither doubled nor forgotten; the
states that it goes through are those of :mod:`.entry`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar, overload

import attrs

from .._either import settled
from .._moments import moment
from .._sessions import Unusable
from ..endpoints import (
    OrderRefund,
    OrderRefundResult,
    PiaojuCreate,
    PiaojuCreateResult,
)
from ..errors import (
    GatewayError,
    InvalidRequest,
    NotSent,
    OutcomeUnknown,
)
from ..settling import SettlePace
from ..settling.watch import MachineClock
from ..store import SQLiteStore, Store, Value
from ..store.protocol import must_be_store
from .alike import must_be_spelled_alike
from .books import Books, in_doubt
from .entry import Entry, State, journal_table
from .order_ids import order_id_of
from .resuming import Elsewhere, Resumed, resume
from .sending import SEND_WITHIN, Sends, must_suit

ConnectionT = TypeVar("ConnectionT")


class RefundJournal(Generic[ConnectionT]):
    """Sends refunds and receipts, and remembers every one.

    All refunds of a merchant must go through one journal, or be named in ``elsewhere`` when it
    resumes: the listing knows no ``out_refund_no``, so a refund of equal amount that is neither
    may be taken for the one in doubt.

    Args:
        client: The merchant's; its ``Timeouts.deadline`` isn't None.
        store: A SQLite file's path, or a store as for the inbox.
        table: The table's name.

    Raises:
        InvalidRequest: The client is zhixiao_sync's or its calls have no deadline, the store is
            none or blocks the event loop, or the table's name isn't plain.
    """

    _awaited: ClassVar[bool] = True
    _sleep: Callable[[float], Any] = staticmethod(lambda seconds: MachineClock().sleep(seconds))

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
        must_suit(client, awaited=self._awaited)
        if isinstance(store, str | os.PathLike):
            store = SQLiteStore(store)
        kept: Store[ConnectionT] = must_be_store(store)
        if self._awaited and kept.blocking:
            rule = "must not block the event loop, as a sync Engine does; give an AsyncEngine"
            raise InvalidRequest("store", rule)
        self._client = client
        self._books = Books(kept, journal_table(table))

    async def create_table(self) -> None:
        """Create the table, unless it is there. Safe from several processes at once."""
        await self._books.create()

    async def order_refund(self, request: OrderRefund) -> OrderRefundResult:
        """Refund an order (section 2.4), once for each number, however often it is called.

        A refund that was made is not sent again: its result is given. One that was refused, not
        sent or not applied is sent again. The gateway's number of the order is asked for first,
        unless the request names it: the listing knows no other.

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
        """This merchant's entries, the latest first; those in one state, if given.

        All of them are held in memory: :meth:`iter_entries` takes them in pages.
        """
        return await self._books.select(self._entries_in(state))

    async def iter_entries(self, state: State | None = None) -> AsyncGenerator[Entry, None]:
        """Yield this merchant's entries, the latest first; those in one state, if given.

        They are read in pages, and between two pages no transaction is open. An entry that is
        begun or concluded meanwhile may be missed, or come as it was.
        """
        page = await self._page(state, None)
        while page:
            for entry in page:
                yield entry
            page = await self._page(state, page[-1])

    async def _page(self, state: State | None, after: Entry | None) -> list[Entry]:
        return await self._books.page(self._entries_in(state), after)

    def _entries_in(self, state: State | None) -> Mapping[str, Value]:
        where = {"app_id": self._client.app_id}
        return where if state is None else {**where, "state": state.value}

    async def resume(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
        pace: SettlePace = SettlePace(),  # noqa: B008 - frozen
        elsewhere: Elsewhere | None = None,
    ) -> list[Resumed]:
        """Find out what became of every open entry, the oldest first. Nothing is sent again.

        A refund that was made without this journal and isn't named in ``elsewhere`` may be taken
        for the one in doubt, if their amounts are equal or one is the whole order's. Safe to run
        on several machines at once, and while others are refunding.

        Args:
            timeout: Seconds for each in all; until the deadline if not given.
            pace: When to look; see ``Client.settle``. Its deadline is counted from when the
                entry's call must have ended: a minute and the client's ``Timeouts.deadline``
                after ``sent_at``. So no other client of this journal should have a longer one.
            elsewhere: The amounts in fen of refunds that were made without this journal, by the
                gateway's ``order_id``.

        Raises:
            InvalidRequest: ``elsewhere`` doesn't map text to amounts, ``timeout`` or ``pace`` is
                malformed, or the pace's deadline is below the client's ``Timeouts.deadline``.
        """
        return await resume(
            self._client,
            self._books,
            timeout=timeout,
            pace=pace,
            elsewhere=elsewhere,
            sleep=self._sleep,
        )

    async def _carry_out(self, request: OrderRefund | PiaojuCreate) -> Any:
        app_id = self._client.app_id
        entry = Entry.of(app_id, request, await order_id_of(self._client, self._books, request))
        await must_be_spelled_alike(self._books, entry)
        began = moment()
        entry, before = await self._books.begin(entry)
        if before is not None and before.state is State.APPLIED:
            return _result_of(before)
        sent_before = entry.unsent is State.NOT_APPLIED
        unsent = entry.unsent or State.NOT_SENT
        await self._books.release(entry, unsent)
        try:
            result = await settled(
                self._client.call(request, may_send=lambda: moment() - began < SEND_WITHIN)
            )
        except OutcomeUnknown as error:
            if error.applied:
                await self._books.conclude_with(error, entry, State.APPLIED)
            raise
        except GatewayError as refusal:
            if sent_before:  # perhaps because the first one was carried out after all
                raise in_doubt(
                    entry, moment() - began, f"was sent before, and is refused now ({refusal})"
                ) from refusal
            await self._books.conclude_with(refusal, entry, State.REFUSED)
            raise
        except (NotSent, InvalidRequest, Unusable) as error:
            await self._books.conclude_with(error, entry, unsent)
            raise
        try:
            await self._books.conclude(attrs.evolve(entry, result=result), State.APPLIED)
        except Exception as unwritten:  # which looks as if nothing had been sent
            made = in_doubt(entry, moment() - began, _MADE_AND_OPEN)
            made.applied = True
            raise made from unwritten
        return result


_MADE_AND_OPEN = "was made, but its entry couldn't be updated and stays open"


def _result_of(entry: Entry) -> Any:
    """The result as received; where the reply was lost, what is known of it."""
    if entry.result is not None:
        return entry.result
    if isinstance(entry.request, PiaojuCreate):
        return PiaojuCreateResult(message="")
    return OrderRefundResult(order_id=entry.order_id, out_trade_no=entry.request.out_trade_no)
