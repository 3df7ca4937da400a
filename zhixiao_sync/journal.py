"""The refund journal for threads and scripts: no event loop but the client's own."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Generator, Iterable, Mapping
from typing import Generic, TypeVar, overload

from zhixiao_async import (
    OrderRefund,
    OrderRefundResult,
    PiaojuCreate,
    PiaojuCreateResult,
    ResolvePace,
)
from zhixiao_async import journal as awaited
from zhixiao_async.journal import Entry, Resumed, State
from zhixiao_async.store import Store

from .client import Client
from .inline import iter_inline, run_inline
from .store import blocking_store

ConnectionT = TypeVar("ConnectionT")

__all__ = ["Entry", "RefundJournal", "Resumed", "State"]


class _Journal(awaited.RefundJournal[ConnectionT]):
    """The async journal with a client and a store that block."""

    _awaited = False
    _sleep = staticmethod(time.sleep)


class RefundJournal(Generic[ConnectionT]):
    """Sends refunds and receipts, and remembers every one.

    All refunds of a merchant must go through one journal, or be named in ``elsewhere`` when it
    resumes: the listing knows no ``out_refund_no``, so a refund of equal amount that is neither
    may be taken for the one in doubt.

    Args:
        client: The merchant's; its ``Timeouts.deadline`` isn't None.
        store: A SQLite file's path, or a blocking store as for the inbox.
        table: The table's name.

    Raises:
        InvalidRequest: The table's name isn't plain, the client or the store is for an event
            loop, or the client's calls have no deadline.
    """

    @overload
    def __init__(
        self: RefundJournal[sqlite3.Connection],
        client: Client,
        store: str | os.PathLike[str],
        *,
        table: str = ...,
    ) -> None: ...
    @overload
    def __init__(self, client: Client, store: Store[ConnectionT], *, table: str = ...) -> None: ...
    def __init__(
        self,
        client: Client,
        store: Store[ConnectionT] | str | os.PathLike[str],
        *,
        table: str = "zhixiao_journal",
    ) -> None:
        self._awaited = _Journal(client, blocking_store(store), table=table)

    def create_table(self) -> None:
        """Create the table, unless it is there. Safe from several processes at once."""
        run_inline(self._awaited.create_table())

    def order_refund(self, request: OrderRefund) -> OrderRefundResult:
        """Refund an order, once for each number; as the async journal does."""
        return run_inline(self._awaited.order_refund(request))

    def piaoju_create(self, request: PiaojuCreate) -> PiaojuCreateResult:
        """Issue a receipt, once for each order; as the async journal does."""
        return run_inline(self._awaited.piaoju_create(request))

    def entries(self, state: State | None = None) -> list[Entry]:
        """Return this merchant's entries, the latest first; those in one state, if given.

        All of them are held in memory; :meth:`iter_entries` reads them in pages.
        """
        return run_inline(self._awaited.entries(state))

    def iter_entries(self, state: State | None = None) -> Generator[Entry, None, None]:
        """Yield this merchant's entries in pages; as the async journal does."""
        return iter_inline(self._awaited.iter_entries(state))

    def oldest_open(self) -> Entry | None:
        """Return this merchant's oldest open entry, or None; as the async journal does."""
        return run_inline(self._awaited.oldest_open())

    def resume(
        self,
        *,
        timeout: float | None = None,
        pace: ResolvePace = ResolvePace(),  # noqa: B008 - frozen
        elsewhere: Mapping[str, Iterable[int]] | None = None,
    ) -> list[Resumed]:
        """Find out what became of every open entry.

        Arguments and errors as :meth:`zhixiao_async.journal.RefundJournal.resume`.
        """
        return run_inline(self._awaited.resume(timeout=timeout, pace=pace, elsewhere=elsewhere))
