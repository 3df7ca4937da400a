"""The refund journal: each refund is written down before it is sent, and its outcome after.

An entry that is open is never sent again: not by a repeated call, not by :meth:`resume`, which
only asks. So a process may die at any point, and a refund is neither doubled nor forgotten; the
states that it goes through are those of :mod:`.entry`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import ClassVar, Generic, TypeVar, overload

from ..endpoints import OrderRefund, OrderRefundResult, PiaojuCreate, PiaojuCreateResult
from ..errors import InvalidRequest
from ..messages.text import Text
from ..resolving import ResolvePace
from ..resolving.pace import LISTED_BY
from ..resolving.poller import MachineClock
from ..store import Store, Value
from ..store.sqlite import store_or_file
from .clients import JournalClient, must_suit
from .entry import Entry, MoneyRequest, MoneyResult, State
from .resuming import Elsewhere, Resumed, resume
from .rows import journal_table
from .sending import SEND_WITHIN, send_once
from .table import JournalTable

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
        InvalidRequest: The client is zhixiao_sync's or its calls have no deadline, the store is of
            no known kind or blocks the event loop, or the table's name isn't plain.
    """

    _awaited: ClassVar[bool] = True
    _sleep: Callable[[float], Awaitable[None] | None] = staticmethod(
        lambda seconds: MachineClock().sleep(seconds)
    )

    @overload
    def __init__(
        self: RefundJournal[sqlite3.Connection],
        client: JournalClient,
        store: str | os.PathLike[str],
        *,
        table: str = ...,
    ) -> None: ...
    @overload
    def __init__(
        self, client: JournalClient, store: Store[ConnectionT], *, table: str = ...
    ) -> None: ...
    def __init__(
        self,
        client: JournalClient,
        store: str | os.PathLike[str] | Store[ConnectionT],
        *,
        table: str = "zhixiao_journal",
    ) -> None:
        must_suit(client, awaited=self._awaited)
        kept = store_or_file(store)
        if self._awaited and kept.blocking:
            raise InvalidRequest("store", Text("rule.blocking_store"))
        self._client = client
        self._table = JournalTable(kept, journal_table(table))

    @property
    def app_id(self) -> str:
        """The merchant whose entries these are."""
        return self._client.app_id

    @property
    def conclusive_after(self) -> float:
        """Seconds since an entry's ``sent_at`` after which :meth:`resume` can tell its outcome.

        That is at the default pace: the call is over by then, and the listing's window is closed.
        """
        return SEND_WITHIN + (self._client.timeouts.deadline or 0.0) + LISTED_BY

    async def create_table(self) -> None:
        """Create the table, unless it is there. Safe from several processes at once."""
        await self._table.create()

    async def order_refund(self, request: OrderRefund) -> OrderRefundResult:
        """Refund an order (section 2.4), once for each number, however often it is called.

        A refund that was made is not sent again: its result is returned. One that was refused, not
        sent or not applied is sent again. The gateway's number of the order is asked for first,
        unless the request names it: the listing knows no other.

        Args:
            request: With an ``out_refund_no``, or the whole order's.

        Raises:
            InvalidRequest: The number was used for another refund.
            OutcomeUnknown: The entry is open, from now or before: :meth:`resume` finds out.
            ZhixiaoError: As ``Client.order_refund``.
        """
        return await self._send_once(request)

    async def piaoju_create(self, request: PiaojuCreate) -> PiaojuCreateResult:
        """Issue a receipt (section 2.8), once for each order; errors as :meth:`order_refund`."""
        return await self._send_once(request)

    async def entries(self, state: State | None = None) -> list[Entry]:
        """Return this merchant's entries, the latest first; those in one state, if given.

        All of them are held in memory: :meth:`iter_entries` reads them in pages.
        """
        return await self._table.select(self._entries_in(state))

    def iter_entries(self, state: State | None = None) -> AsyncGenerator[Entry, None]:
        """Yield this merchant's entries, the latest first; those in one state, if given.

        They are read in pages, and between two pages no transaction is open. An entry that is
        begun or concluded meanwhile may be missed, or come as it was.
        """
        return self._table.iter_entries(self._entries_in(state))

    async def oldest_open(self) -> Entry | None:
        """Return this merchant's oldest open entry, or None if none is open.

        Call it once a minute or so where metrics are watched: from then on the gauge
        ``zhixiao.journal.oldest_open.age`` shows its age (``docs/observability.md``).
        """
        return await self._table.oldest_open(self._client.app_id)

    def _entries_in(self, state: State | None) -> Mapping[str, Value]:
        where = {"app_id": self._client.app_id}
        return where if state is None else {**where, "state": state.value}

    async def resume(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
        pace: ResolvePace = ResolvePace(),  # noqa: B008 - frozen
        elsewhere: Elsewhere | None = None,
    ) -> list[Resumed]:
        """Find out what became of every open entry, the oldest first. Nothing is sent again.

        A refund that was made without this journal and isn't named in ``elsewhere`` may be taken
        for the one in doubt, if their amounts are equal or one is the whole order's. Safe to run
        on several machines at once, and while others are refunding.

        Args:
            timeout: Seconds for each in all; until the deadline if not given.
            pace: When to probe; see ``Client.resolve``. Its deadline is counted from when the
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
            self._table,
            timeout=timeout,
            pace=pace,
            elsewhere=elsewhere,
            sleep=self._sleep,
        )

    @overload
    async def _send_once(self, request: OrderRefund) -> OrderRefundResult: ...
    @overload
    async def _send_once(self, request: PiaojuCreate) -> PiaojuCreateResult: ...
    async def _send_once(self, request: MoneyRequest) -> MoneyResult:
        return await send_once(self._client, self._table, request)
