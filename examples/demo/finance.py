"""A week exported by two processes, killed on the way and taken up again, and compared with books.

The books are the export itself, as a finance office would keep it, with differences planted in
them: the comparison finds exactly these.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from examples.demo.data import TODAY
from examples.demo.display import Display
from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync import yuan
from zhixiao_sync.finance import (
    Books,
    Difference,
    export_orders,
    open_target,
    reconcile,
    verify_export,
)

DAYS = 7
ORDERS = 35_000
LAST = (TODAY - timedelta(days=1)).date()
FIRST = LAST - timedelta(days=DAYS - 1)
MERCHANT = "DEMO_"
COLUMNS = {
    "order_id": "订单号",
    "amount": "金额",
    "time": "时间",
    "kind": "类型",
    "channel": "渠道",
}
Row = dict[str, Any]


def run() -> None:
    """Export, verify, compare."""
    show = Display("finance")
    with SandboxThread() as gateway, tempfile.TemporaryDirectory() as folder:
        gateway.seed_orders(ORDERS, DAYS, ending=TODAY)
        show.head(f"sandbox gateway at {gateway.base_url}, {DAYS} days of orders up to {LAST}")
        os.environ.update(
            DEMO_APP_ID=gateway.credentials.app_id,
            DEMO_APP_SECRET=str(gateway.credentials.app_secret),
            DEMO_AES_KEY=str(gateway.credentials.aes_key),
            DEMO_BASE_URL=gateway.base_url,
        )
        target = Path(folder) / "orders"
        export_the_week(show, target)
        compare_with_books(show, target, gateway.credentials.app_id, Path(folder) / "账簿.csv")


def export_the_week(show: Display, target: Path) -> None:
    """Export in two processes; kill it on the way, and export again."""
    with show.step("export the week in two processes, and kill it on the way") as results:
        done = start_and_kill(target)
        results.append(f"killed with {done} of {DAYS} days done; each of these is whole")
    with show.step("export the week again: it goes on where it stopped") as results:
        report = export_orders(MERCHANT, FIRST, LAST, target, workers=2, recheck=0)
        if not report.is_complete:
            raise SystemExit(f"not complete: {report.failed}")
        days = ", ".join(f"{count} {state.value}" for state, count in report.counts.items())
        results.append(f"{report.rows:,} orders of {yuan(report.fee)} yuan; days: {days}")
    with show.step("read it back, and ask for the gateway's own counts") as results:
        found = verify_export(target, gateway=[MERCHANT])
        if not found.is_clean:
            raise SystemExit(f"not as it was written: {found.findings}")
        results.append(f"{len(found.receipts)} days are what their receipts say")


def start_and_kill(target: Path) -> int:
    """Start the export as a program, and kill it when the first day is done."""
    program = [sys.executable, "-m", "zhixiao_async.cli", "orders", "export", str(FIRST), str(LAST)]
    options = ["--to", str(target), "--merchant", MERCHANT, "--workers", "2"]
    export = subprocess.Popen([*program, *options], stdout=subprocess.DEVNULL)
    receipts = target / "_zhixiao" / "receipts"
    while export.poll() is None and not list(receipts.glob("*/*.json")):
        time.sleep(0.005)
    export.kill()
    export.wait()
    return len(list(receipts.glob("*/*.json")))


def compare_with_books(show: Display, target: Path, app_id: str, file: Path) -> None:
    """Write books with differences, and have them found."""
    planted = write_books(target, app_id, file)
    with show.step("compare with books in which differences were planted") as results:
        books = Books.csv(file, COLUMNS, unit="yuan")
        found = reconcile(target, books, FIRST, LAST)
        if Counter(found.counts) != planted:
            raise SystemExit(f"planted {planted}, found {found.counts}")
        results.append(f"{found.matched.rows:,} rows agree; found exactly what was planted:")
        results.extend(
            f"{kind.name} ({kind.label}): {count}" for kind, count in found.counts.items()
        )


def write_books(target: Path, app_id: str, file: Path) -> Counter[Difference]:
    """Write the export as books, some rows of each day changed; return what was changed."""
    planted: Counter[Difference] = Counter()
    export = open_target(target)
    with file.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS.values())
        for number in range(DAYS):
            rows = export.read(app_id, FIRST + timedelta(days=number)).to_pylist()
            for row in changed(rows, number, planted):
                writer.writerow(booked(row))
    return planted


def changed(rows: list[Row], number: int, planted: Counter[Difference]) -> list[Row]:
    """Change one of a day's trades that was never refunded."""
    refunded = {row["order_id"] for row in rows if row["operate_type"] == "1"}
    place = next(
        place
        for place, row in enumerate(rows)
        if row["operate_type"] == "0" and row["order_id"] not in refunded
    )
    row = rows[place]
    match number:
        case 0 | 6:
            planted[Difference.MISSING_IN_BOOKS] += 1
            return [*rows[:place], *rows[place + 1 :]]
        case 1:
            planted[Difference.MISSING_AT_GATEWAY] += 1
            return [*rows, row | {"order_id": "0199000000000000001"}]
        case 2:
            planted[Difference.AMOUNT_DIFFERS] += 1
            return [*rows[:place], row | {"fee": row["fee"] + 100}, *rows[place + 1 :]]
        case 3:
            planted[Difference.DUPLICATE_IN_BOOKS] += 1
            return [*rows, row]
        case 4:
            planted[Difference.CHANNEL_DIFFERS] += 1
            other = "AL" if row["pay_type"] == "WX" else "WX"
            return [*rows[:place], row | {"pay_type": other}, *rows[place + 1 :]]
        case _:
            planted[Difference.OTHER_DAY] += 1
            later = row["order_date"] + timedelta(days=1)
            return [*rows[:place], row | {"order_date": later}, *rows[place + 1 :]]


def booked(row: Row) -> list[str]:
    """Write a row as a finance office has it."""
    kind = "退款" if row["operate_type"] == "1" else "收款"
    channel = "微信" if row["pay_type"] == "WX" else "支付宝"
    time = f"{row['order_date']:%Y-%m-%d %H:%M:%S}"
    return [row["order_id"], yuan(abs(row["fee"])), time, kind, channel]
