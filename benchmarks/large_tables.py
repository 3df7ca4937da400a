"""Queries of an inbox of five million payments and a journal of five million refunds, on SQLite.

    python -m benchmarks.large_tables

Each query is timed on small tables and on large ones; the time must not grow with the table. Exits
with 1 if a query takes 10 ms or more, and 1.5 times as long as on the small tables. Needs 5 GB on
the disk.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from zhixiao_async import OrderRefund
from zhixiao_async.journal import Entry, State
from zhixiao_async.journal.other_entries import other_refunds
from zhixiao_async.journal.rows import to_row
from zhixiao_sync import Client, Credentials
from zhixiao_sync.inline import run_inline
from zhixiao_sync.journal import RefundJournal
from zhixiao_sync.notify import Inbox

SMALL, MOST_MS, ROUNDS, OPEN = 5000, 10.0, 25, 5
PAYER = json.dumps(dict.fromkeys(("uid", "user_no", "user_name", "pay_type")))
PAYMENTS = f"""INSERT INTO zhixiao_inbox
    (app_id, order_id, out_trade_no, source, payer, handled_at, reruns)
    WITH RECURSIVE payment(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM payment WHERE n < ?)
    SELECT '7', printf('0%d', n), n, 'notification', '{PAYER}',
        strftime('%Y-%m-%dT%H:%M:%f000+08:00', 1600000000 + n, 'unixepoch'), 0 FROM payment"""
REFUNDS = """INSERT INTO zhixiao_journal
    (app_id, kind, number, order_id, state, sent_at, request)
    WITH RECURSIVE refund(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM refund WHERE n < ?)
    SELECT '7', ?, printf('r%d', n), printf('0%d', n / 2), iif(n <= ?, 'open', 'applied'),
        strftime('%Y-%m-%dT%H:%M:%f000+08:00', 1600000000 + n, 'unixepoch'), ? FROM refund"""


def queries(file: Path, rows: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield every query of either table, by the call that a user would write."""
    inbox = Inbox(str(file))
    inbox.create_table()
    credentials = Credentials(app_id="7", app_secret="s" * 32, aes_key="k" * 32)
    with Client(credentials, base_url="http://127.0.0.1:9") as client:
        journal = RefundJournal(client, str(file))
        journal.create_table()
        fill(file, rows)
        books = journal._awaited._table
        [entry, *_] = journal.entries(State.OPEN)
        yield "Inbox.latest(20)", lambda: inbox.latest(20)
        yield "Inbox.latest(20, out_trade_no=)", lambda: inbox.latest(20, out_trade_no="1007")
        yield "Inbox.find(app_id, order_id)", lambda: inbox.find("7", "01007")
        yield "Journal.entries(State.OPEN), 5 open", lambda: journal.entries(State.OPEN)
        yield "Journal.iter_entries(), a page of 500", lambda: next(journal.iter_entries())
        yield "resume()'s query for other refunds", lambda: run_inline(other_refunds(books, entry))


def fill(file: Path, rows: int) -> None:
    """Insert payments, and as many refunds, of which a few are open."""
    request = OrderRefund(order_id="01", refund_fee=5, out_refund_no="r1")
    row = to_row(Entry.of("7", request, "01"))
    with closing(sqlite3.connect(file)) as books, books:
        books.execute(PAYMENTS, (rows,))
        books.execute(REFUNDS, (rows, row["kind"], OPEN, row["request"]))
        books.execute("ANALYZE")


def milliseconds(query: Callable[[], object]) -> float:
    """Return the median time of a query over some rounds, after one that isn't counted."""
    query()
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        query()
        times.append(perf_counter() - began)
    return median(times) * 1000


def main() -> int:
    """Measure and print; return 1 if a query takes too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_tables")
    parser.add_argument("--rows", type=int, default=5_000_000, help="of each large table")
    rows = parser.parse_args().rows
    slow = 0
    with TemporaryDirectory(prefix="zhixiao-large-") as folder:
        small = {
            name: milliseconds(query) for name, query in queries(Path(folder, "small.db"), SMALL)
        }
        print(f"{'':40}{SMALL:>12,} rows{rows:>12,} rows")
        for name, query in queries(Path(folder, "large.db"), rows):
            taken = milliseconds(query)
            slow += taken >= max(MOST_MS, 1.5 * small[name])
            print(f"{name:40}{small[name]:>14.2f} ms{taken:>14.2f} ms", flush=True)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
