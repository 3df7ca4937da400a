"""Read one day of the listing: a CSV with every row, and totals per channel.

    python examples/reconcile_day.py 2026-03-02 2026-03-02.csv

Needs the same variables as pay_sync.py. The CSV appears only once the whole day has been read.
Sums are kept in whole fen and never rounded. Ids begin with a tab, so that a spreadsheet takes them
for text: it would show 0179424007200000001 as 1.79424E+17 and save it as 179424007200000000.
A program that reads the CSV strips the tab.
"""

import csv
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from zhixiao_sync import BEIJING, Client, ListedOrder, yuan

COLUMNS = ["id", "order_id", "kind", "channel", "order_date", "fen", "yuan"]
Key = tuple[str, str]


def kind_and_channel(row: ListedOrder) -> Key:
    """Return the key of a row's total; a code that the document doesn't list has its own total."""
    kind = row.operate_type.name.lower() if row.operate_type else "unknown"
    channel = row.channel.value if row.channel else f"unknown {row.pay_type or ''}".strip()
    return kind, channel


def as_text(number: str | None) -> str:
    """Write a number so that a spreadsheet keeps every digit, and never runs it as a formula."""
    if not number:
        return ""
    return f"'{number}" if number[0] in "=+-@\t\r" else f"\t{number}"


def main(day: str, file: str) -> str:
    begin = datetime.fromisoformat(day).replace(tzinfo=BEIJING)
    end = begin + timedelta(days=1)
    fees: Counter[Key] = Counter()
    counts: Counter[Key] = Counter()
    is_open = False
    unfinished = Path(file + ".part")
    with (
        Client.from_env() as client,
        unfinished.open("w", encoding="utf-8-sig", newline="") as out,  # Excel wants the BOM
    ):
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for page in client.iter_order_pages(begin, end):
            is_open = page.is_open
            for row in page.orders:
                key = kind_and_channel(row)
                fees[key] += row.fee
                counts[key] += 1
                when = row.order_date and row.order_date.replace(tzinfo=None)  # Beijing time
                ids = as_text(row.id), as_text(row.order_id)
                writer.writerow([*ids, *key, when, row.fee, yuan(row.fee)])
    unfinished.replace(file)
    lines = [f"{'kind':<8}{'channel':<10}{'rows':>8}{'fen':>14}{'yuan':>14}"]
    lines += [
        f"{kind:<8}{channel:<10}{counts[kind, channel]:>8}{fee:>14}{yuan(fee):>14}"
        for (kind, channel), fee in sorted(fees.items())
    ]
    lines.append(f"{counts.total()} rows of {day} in {file}")
    if is_open:
        lines.append("WARNING: this day may still change, read it again from 01:05 of the next day")
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: reconcile_day.py YYYY-MM-DD CSV")
    print(main(*sys.argv[1:]))
