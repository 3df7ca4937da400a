"""The comparison, for an event loop."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs

from ...client import Client
from ...fields import Moment
from ...store.async_or_sync import maybe_await, require_package
from ..targets.target import Target
from .books import Books
from .fresh_export import exported
from .inbox_source import InboxSource
from .options import MEMORY, Options
from .result import Reconciliation
from .run import compare


async def reconcile(
    export: Client | str | os.PathLike[str] | Target,
    books: Books,
    begin: Moment,
    end: Moment,
    *,
    merchants: Sequence[str] | None = None,
    days_apart: int = 1,
    personal: bool = False,
    pool: str | os.PathLike[str] | None = None,
    memory: int = MEMORY,
    threads: int | None = None,
) -> Reconciliation:
    """Compare an export with one's own books.

    Args:
        export: The directory of a Parquet export, or another target of one, by its text or as
            :func:`zhixiao_async.finance.open_target` returns it. A target that isn't a directory of
            Parquet is read day by day, each day whole. Or a client: its orders of the range are
            read from the gateway, and kept on the disk while they are compared.
        books: Made by a method of :class:`Books`.
        begin: The first day, Beijing time: a date, or the moment at which it begins.
        end: The last day, all of it: a date, or the moment at which it ends.
        merchants: The merchants' ids; all that the export has if not given.
        days_apart: Days that equal rows of both sides may be apart, at most 31.
        personal: Whether records hold ``user_no``, ``user_name`` and ``remark``; they aren't even
            read otherwise.
        pool: A file of rows without a partner, carried from run to run; made by the first. Of two
            runs that have it at once, the later to end is refused.
        memory: Bytes that DuckDB may hold, at least 100 MB; it spills the rest to the folder of
            temporary files. Python and pyarrow need about 200 MB beside.
        threads: DuckDB's threads; as many as there are processors, up to four, if not given.

    Raises:
        BooksRefused: The books can't be read for sure; the error names row and column.
        ExportDamaged: An exported day isn't what its receipt says.
        InvalidRequest: The range has no exported day, an argument isn't of its kind, or the pool's
            file is something else.
        OSError: Such as a file that isn't there, or a full disk.
        ZhixiaoError: A day can't be read from the gateway.
    """
    options = Options(
        merchants=merchants,
        days_apart=days_apart,
        personal=personal,
        pool=None if pool is None else Path(pool),
        memory=memory,
        threads=threads,
    )
    async with exported(export, begin, end) as source:
        return await reconcile_in(
            asyncio.to_thread, source, books, begin, end, options, must_block=False
        )


async def reconcile_in(
    run: Callable[..., Any],
    export: str | os.PathLike[str] | Target,
    books: Books,
    begin: Moment,
    end: Moment,
    options: Options,
    *,
    must_block: bool,
) -> Reconciliation:
    """Compare, the blocking part of it by ``run(function, *arguments)``.

    Args:
        run: Calls a function with arguments, in a thread or at once.
        export: As for :func:`reconcile`, but for a client.
        books: Likewise.
        begin: Likewise.
        end: Likewise.
        options: The others of its arguments.
        must_block: Whether an inbox's store has to block, as those of zhixiao_sync do.
    """
    async with prepared(books, personal=options.personal, must_block=must_block) as ready:
        result: Reconciliation = await maybe_await(run(compare, export, ready, begin, end, options))
        return result


@asynccontextmanager
async def prepared(
    books: Books, *, personal: bool, must_block: bool
) -> AsyncGenerator[Books, None]:
    """Yield books that can be read in any thread: an inbox is copied to a file.

    Args:
        books: The caller's.
        personal: Whether payers' data is copied as well.
        must_block: Whether the inbox's store has to block, as those of zhixiao_sync do.

    Raises:
        InvalidRequest: The inbox's store is of the other package.
    """
    source = books.source
    if not isinstance(source, InboxSource):
        yield books
        return
    require_package("books", blocks=source.store.blocking, must_block=must_block)
    with tempfile.TemporaryDirectory(prefix="zhixiao-inbox-") as folder:
        copied = await source.copied(Path(folder) / "inbox.arrows", personal=personal)
        yield attrs.evolve(books, source=copied)
