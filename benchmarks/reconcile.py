"""Ten million rows of an export compared with as many of unordered books, with planted differences.

    python -m benchmarks.reconcile --rows 10000000

Differences of every kind are planted by the rows' numbers. Prints the CPU seconds and the peak
memory of a process that only compares, and exits with 1 if it finds anything else than what was
planted. Needs 3 GB on the disk.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.receipts import Receipt
from zhixiao_async.finance.schema import DAY_SCHEMA
from zhixiao_async.finance.sums import sums_of
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.parquet import ParquetFormat
from zhixiao_sync.finance import Books, Difference, reconcile

APP_ID, BEGIN, PER_DAY = "0058", date(2026, 1, 1), 94_000
EVERY = 10_000
"""Of so many rows, one is planted for each kind."""

PLANTED = {
    Difference.MISSING_IN_BOOKS: 1,
    Difference.MISSING_AT_GATEWAY: 2,
    Difference.AMOUNT_DIFFERS: 3,
    Difference.KIND_DIFFERS: 4,
    Difference.CHANNEL_DIFFERS: 5,
    Difference.UNMATCHABLE: 6,
    Difference.PAID_TWICE: 7,
    Difference.DUPLICATE_IN_BOOKS: 8,
    Difference.OTHER_DAY: 9,
    Difference.REFUNDED_TWICE: 19,
    Difference.OVER_REFUNDED: 39,
}
"""The rows' numbers modulo :data:`EVERY`. Every twentieth row refunds a third of the one before."""

OPEN_ROWS = 100
"""Rows of one more day, which is still open: the books have other ones."""

_ROWS = f"""
    SELECT n, n % {EVERY} AS plant, n % 20 = 19 AS is_refund,
           CASE WHEN is_refund THEN n - 1 ELSE n END AS trade,
           100 + trade * 7919 % 500000 AS paid,
           '0' || (1460000000000000000 + trade * 7919)::VARCHAR AS order_id,
           CASE WHEN NOT is_refund THEN paid WHEN plant = 39 THEN paid + 1
                ELSE paid // 3 END AS fee,
           CASE WHEN trade % 3 = 0 THEN 'AL' ELSE 'WX' END AS channel,
           DATE '{BEGIN}' + (n // {PER_DAY})::INTEGER AS day,
           day + INTERVAL 1 SECOND * (n % 86400) AS moment
    FROM range({{begin}}, {{end}}) AS rows(n)
"""


def write_export(folder: Path, rows: int) -> int:
    """Write the gateway's days; return their number."""
    target = Directory(folder / "export", ParquetFormat())
    days = -(-rows // PER_DAY)
    for place in range(days + 1):
        begin, end = place * PER_DAY, min((place + 1) * PER_DAY, rows)
        if place == days:
            begin, end = days * PER_DAY, days * PER_DAY + OPEN_ROWS
        listed = _ROWS.format(begin=begin, end=end)
        table = duckdb.sql(
            f"""
            SELECT '{APP_ID}' AS app_id, day, (n * 2 + again)::VARCHAR AS id,
                   CASE WHEN is_refund THEN '1' ELSE '0' END AS operate_type,
                   channel AS pay_type, order_id, timezone('Asia/Shanghai', moment) AS order_date,
                   fee,
                   'S' || n % 30000 AS user_no, 'N' || n % 30000 AS user_name, '' AS mch_code,
                   'a fee' AS order_intro, '' AS remark, '' AS device_no, '7' AS item_id,
                   'tuition' AS item_name, NULL::VARCHAR AS unreadable
            FROM ({listed}), range(CASE WHEN plant IN (7, 19) THEN 2 ELSE 1 END) AS r(again)
            WHERE plant NOT IN (2, 6) ORDER BY moment, n
            """
        ).to_arrow_table()
        table = table.cast(DAY_SCHEMA)
        day = BEGIN + timedelta(days=place)
        midnight = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
        receipt = Receipt(
            app_id=APP_ID,
            day=day,
            rows=table.num_rows,
            total_size=table.num_rows,
            seam_rows=0,
            sums=sums_of(table),
            is_open=place == days,
            begun_at=midnight + timedelta(days=0 if place == days else 2),
        )
        target.write(table, receipt)
    return days


def write_books(folder: Path, rows: int, days: int) -> None:
    """Write the books as a CSV file, in no order of days."""
    listed = _ROWS.format(begin=0, end=rows)
    last = BEGIN + timedelta(days=days - 1)
    open_day = BEGIN + timedelta(days=days)
    duckdb.execute("SET memory_limit = '4GB'")
    duckdb.execute(
        f"""
        COPY (
            SELECT CASE WHEN plant = 6 THEN '' ELSE order_id END AS "订单号",
                   printf('%d.%02d', booked // 100, booked % 100) AS "金额",
                   CASE WHEN plant <> 9 THEN moment
                        WHEN day < DATE '{last}' THEN moment + INTERVAL 1 DAY
                        ELSE moment - INTERVAL 1 DAY END AS "时间",
                   CASE WHEN is_refund <> (plant = 4) THEN '退款' ELSE '交易' END AS "类型",
                   CASE WHEN (channel = 'WX') <> (plant = 5) THEN '微信' ELSE '支付宝' END AS "渠道"
            FROM (SELECT *, fee + (plant = 3)::INTEGER AS booked FROM ({listed})),
                 range(CASE WHEN plant = 8 THEN 2 ELSE 1 END) AS r(again)
            WHERE plant <> 1
            UNION ALL
            SELECT 'B' || n, '1.00', DATE '{open_day}' + INTERVAL 1 HOUR, '交易', '微信'
            FROM range({OPEN_ROWS}) AS r(n)
            ORDER BY hash("订单号")
        ) TO '{folder / "books.csv"}' (HEADER)
        """
    )


def expected(rows: int, days: int) -> Counter[tuple[str, str]]:
    """Return the planted differences: kinds, and the orders' numbers."""
    places = ", ".join(map(str, PLANTED.values()))
    planted = duckdb.sql(
        f"SELECT plant, order_id FROM ({_ROWS.format(begin=0, end=rows)}) WHERE plant IN ({places})"
    ).fetchall()
    kinds = {plant: kind.value for kind, plant in PLANTED.items()}
    found = Counter((kinds[plant], "" if plant == 6 else order) for plant, order in planted)
    begin = days * PER_DAY
    listed = duckdb.sql(
        f"SELECT order_id FROM ({_ROWS.format(begin=begin, end=begin + OPEN_ROWS)})"
        " WHERE plant NOT IN (2, 6)"
    ).fetchall()
    found.update((Difference.PENDING.value, order) for (order,) in listed)
    found.update((Difference.PENDING.value, f"B{n}") for n in range(OPEN_ROWS))
    return found


def measure(folder: Path, days: int) -> None:
    """Compare; print figures and differences as JSON."""
    mapping = {
        "order_id": "订单号",
        "amount": "金额",
        "time": "时间",
        "kind": "类型",
        "channel": "渠道",
    }
    books = Books.csv(folder / "books.csv", mapping, unit="yuan")
    began, cpu = time.perf_counter(), time.process_time()
    result = reconcile(folder / "export", books, BEGIN, BEGIN + timedelta(days=days))
    table: pa.Table = result.to_table()
    figures = {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - began,
        "matched": result.matched.rows,
        "read": [result.gateway.rows, result.books.rows],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    pairs = zip(table["type"].to_pylist(), table["order_id"].to_pylist(), strict=True)
    print(json.dumps(figures | {"differences": list(pairs)}))


def main() -> int:
    """Make both sides, compare them in a process of its own, and print what it took and found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reconcile")
    parser.add_argument("--rows", type=int, default=10_000_000, help="of each side")
    parser.add_argument("--folder", type=Path, help="where both sides are made, or are already")
    parser.add_argument("--step", choices=["make", "measure"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    rows, days = arguments.rows, -(-arguments.rows // PER_DAY)
    if arguments.step == "make":
        write_export(arguments.folder, rows)
        write_books(arguments.folder, rows, days)
        return 0
    if arguments.step == "measure":
        measure(arguments.folder, days)
        return 0
    with TemporaryDirectory(prefix="zhixiao-reconcile-bench-") as scratch:
        folder = arguments.folder or Path(scratch)
        if not (folder / "books.csv").exists():
            folder.mkdir(exist_ok=True)
            _step("make", folder, rows)
        figures = json.loads(_step("measure", folder, rows))
    found = Counter((kind, order or "") for kind, order in figures["differences"])
    wanted = expected(rows, days)
    print(f"{figures['read'][0]:,} x {figures['read'][1]:,} rows, {figures['matched']:,} match")
    print(f"{figures['cpu']:.1f} CPU s, {figures['wall']:.1f} s, {figures['peak']:.0f} MB at most")
    for kind in Difference:
        count = sum(n for (one, _), n in found.items() if one == kind)
        planted = sum(n for (one, _), n in wanted.items() if one == kind)
        print(f"{kind.value:20}{count:>8} found{planted:>8} planted")
    print("exactly what was planted" if found == wanted else f"others: {found - wanted}"[:500])
    return 0 if found == wanted else 1


def _step(step: str, folder: Path, rows: int) -> str:
    command = [sys.executable, "-m", "benchmarks.reconcile", "--step", step]
    command += ["--folder", str(folder), "--rows", str(rows)]
    return subprocess.run(command, check=True, capture_output=step == "measure", text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
