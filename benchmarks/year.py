"""A year of 94,000 orders a day: exported by two processes, and compared with books.

    python -m benchmarks.year --days 365

Every id has to come once, totals have to be equal, and the books, which are the export with a
difference planted in each month, have to differ in exactly these. Needs 6 GB on the disk.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.pages import BEGIN, CREDENTIALS, PAGE_SIZE
from benchmarks.servers import server
from zhixiao_sync.finance import Books, Difference, export_orders, reconcile

PAGES = 94
FIRST = BEGIN.date()


def main() -> None:
    """Export, count, compare; print the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with TemporaryDirectory() as folder, server("benchmarks.page_server", str(PAGES)) as port:
        os.environ.update(
            BENCH_APP_ID=CREDENTIALS.app_id,
            BENCH_APP_SECRET=str(CREDENTIALS.app_secret),
            BENCH_AES_KEY=str(CREDENTIALS.aes_key),
            BENCH_BASE_URL=f"http://127.0.0.1:{port}/0",
        )
        exported(Path(folder), given.days, given.workers)
        compared(Path(folder), given.days)


def exported(folder: Path, days: int, workers: int) -> None:
    """Export the days, and count what is there."""
    begun, before = time.perf_counter(), os.times()
    last = FIRST + timedelta(days=days - 1)
    report = export_orders("BENCH_", FIRST, last, folder / "export", workers=workers, recheck=0)
    took, after = time.perf_counter() - begun, os.times()
    if not report.is_complete:
        raise SystemExit(f"not complete: {report.failed[:3]}")
    [(rows, ids, fee)] = duckdb.sql(
        f"""SELECT count(*), count(DISTINCT id), sum(fee)
            FROM read_parquet('{folder}/export/orders/**/*.parquet')"""
    ).fetchall()
    if not rows == ids == days * PAGES * PAGE_SIZE == report.rows or fee != report.fee:
        raise SystemExit(f"{rows} rows, {ids} ids, {fee} fen; the report says {report.rows}")
    cpu = after.children_user + after.children_system - before.children_user
    print(f"exported {rows:,} rows, every id once, {fee:,} fen, in {took:.0f} s ({cpu:.0f} CPU s)")


def compared(folder: Path, days: int) -> None:
    """Write the export as books without one row a month, and compare."""
    books = folder / "books.csv"
    duckdb.sql("SET TimeZone = 'Asia/Shanghai'")
    duckdb.sql(
        f"""COPY (
                SELECT order_id AS 订单号, fee AS 金额,
                       strftime(order_date, '%Y-%m-%d %H:%M:%S') AS 时间
                FROM read_parquet('{folder}/export/orders/**/*.parquet')
                WHERE NOT (day(day) = 15 AND id LIKE '%0000001234')
            ) TO '{books}' (HEADER)"""
    )
    columns = {"order_id": "订单号", "amount": "金额", "time": "时间"}
    begun, before = time.perf_counter(), time.process_time()
    last = FIRST + timedelta(days=days - 1)
    found = reconcile(folder / "export", Books.csv(books, columns, unit="fen"), FIRST, last)
    took, cpu = time.perf_counter() - begun, time.process_time() - before
    planted = sum((FIRST + timedelta(days=number)).day == 15 for number in range(days))
    counts = {kind: count for kind, count in found.counts.items() if count}
    # The page server repeats its order numbers every day: a missing trade has other ones beside it.
    lacking = counts.get(Difference.MISSING_IN_BOOKS, 0) + counts.get(Difference.PAID_TWICE, 0)
    if sum(counts.values()) != planted or lacking != planted:
        raise SystemExit(f"planted {planted}, found {counts}")
    print(
        f"compared with {found.books.rows:,} rows of books: found the {planted} that lack, in "
        f"{took:.0f} s ({cpu:.0f} CPU s)"
    )


if __name__ == "__main__":
    sys.exit(main())
