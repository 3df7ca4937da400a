"""The comparison from beginning to end, blocking."""

# ruff: noqa: S608 - all names and literals in the statements are this package's

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb

from ...fields import Moment
from ..export.days import days_of
from ..targets.opening import using_target
from ..targets.target import Target
from .books import Books
from .convert import read_books
from .days_of_books import DaysOfBooks
from .findings import kept_differences
from .gateway import GatewayDays
from .leftovers import Sides, find_over_refunded, keep_leftovers
from .options import Options
from .pairing import MATCHED, pair
from .pool import Pool, scope_of
from .result import BooksRead, GatewayRead, Matched, Reconciliation
from .rows import Reading, book_schema
from .totals import is_compared, total_rows, without_channels
from .words import KIND_CODES
from .workspace import first, opened


def compare(
    export: str | os.PathLike[str] | Target,
    books: Books,
    begin: Moment,
    end: Moment,
    options: Options,
) -> Reconciliation:
    """Compare an export with books; as :func:`zhixiao_async.finance.reconcile`."""
    days = days_of(begin, end)
    with (
        tempfile.TemporaryDirectory(
            prefix="zhixiao-reconcile-", ignore_cleanup_errors=True
        ) as made,
        using_target(export) as target,
        opened(Path(made), memory=options.memory, threads=options.threads) as connection,
    ):
        gateway = GatewayDays(target, options.merchants, days, personal=options.personal)
        return _compared(connection, gateway, books, options, Path(made))


def _compared(
    connection: duckdb.DuckDBPyConnection,
    days: GatewayDays,
    books: Books,
    options: Options,
    folder: Path,
) -> Reconciliation:
    mapping = books.mapping
    by_merchant = "app_id" in mapping.columns
    begin, end = days.days[0], days.days[-1]
    schema = book_schema(personal=options.personal)
    pool = None
    if options.pool is not None:
        pool = Pool(options.pool, scope_of(options.merchants), begin, end, options.days_apart)
    own = DaysOfBooks(folder / "books", schema, begin, end, days.merchants if by_merchant else None)
    reading = Reading(books.source.name)
    for table in read_books(books.source, mapping, reading, personal=options.personal):
        own.add(table)
    gateway_totals = days.totals(connection)
    sides = Sides(connection, days, own, mapping.held, by_merchant, options.personal)
    sides.create()
    if KIND_CODES["refund"] in mapping.held:
        find_over_refunded(sides)
    keep_leftovers(
        sides, dated="time" in mapping.columns, amounts_may_lack=mapping.amounts_may_lack
    )
    if pool is not None:
        pool.take(sides)
    pair(connection, options.days_apart)
    compared = [
        totals for key, totals in gateway_totals.items() if is_compared(key.kind, mapping.held)
    ]
    gateway = GatewayRead(
        merchants=days.merchants,
        rows=sum(count for count, _ in gateway_totals.values()),
        compared=sum(count for count, _ in compared),
        compared_fee=sum(fee for _, fee in compared),
        open_days=tuple(key for key, each in days.receipts.items() if each.is_open),
        missing_days=days.missing,
    )
    read = _books_read(reading, own)
    kept, sums = kept_differences(sides)
    result = Reconciliation(
        begin=begin,
        end=end,
        matched=_matched(connection, gateway, read),
        sums=sums,
        totals=total_rows(
            gateway_totals if "channel" in mapping.columns else without_channels(gateway_totals),
            own.totals,
            mapping.held,
        ),
        books=read,
        gateway=gateway,
        table=kept,
    )
    if pool is not None:
        pool.keep(sides)
    return result


def _books_read(reading: Reading, own: DaysOfBooks) -> BooksRead:
    return BooksRead(
        source=reading.source,
        encoding=reading.encoding,
        rows=reading.rows,
        compared=own.rows.total(),
        compared_fee=own.fee.total(),
        outside=own.outside,
        other_merchants=own.other_merchants,
        summaries=reading.summaries,
        summary_lines=tuple(reading.summary_lines),
    )


def _matched(
    connection: duckdb.DuckDBPyConnection, gateway: GatewayRead, books: BooksRead
) -> Matched:
    """Return what matched: all that wasn't left, and pairs of what was."""
    left = {
        table: first(
            connection, f"SELECT count(*), coalesce(sum(fee), 0) FROM {table} WHERE NOT carried"
        )
        or (0, 0)
        for table in ("g", "b")
    }
    rows, fee = gateway.compared - left["g"][0], gateway.compared_fee - int(left["g"][1])
    if (rows, fee) != (books.compared - left["b"][0], books.compared_fee - int(left["b"][1])):
        raise RuntimeError("the groups that match don't add up on both sides")
    pairs, paired_fee, lacking, lacking_fee = first(
        connection,
        f"""
        SELECT count(*), coalesce(sum(g.fee), 0), count(*) FILTER (b.fee IS NULL),
               coalesce(sum(g.fee) FILTER (b.fee IS NULL), 0)
        FROM pairs JOIN g ON g.rid = pairs.g JOIN b ON b.rid = pairs.b
        WHERE type = '{MATCHED}' AND g.rid NOT IN (SELECT rid FROM over_rows)
        """,
    ) or (0, 0, 0, 0)
    return Matched(rows + pairs, fee + int(paired_fee), lacking, int(lacking_fee))
