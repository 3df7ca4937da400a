"""The export against the gateway's own database."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

from zhixiao_async.finance.errors import ExportDamaged
from zhixiao_async.finance.targets.opening import open_target

Row = tuple[str, str, int]
"""Order, kind and fen."""


def listed(gateway: str) -> Counter[Row]:
    """Return the rows that the gateway's database lists."""
    with closing(sqlite3.connect(gateway)) as connection:
        texts = connection.execute("SELECT fields FROM listing").fetchall()
    rows = [json.loads(f"{{{text}}}") for (text,) in texts]
    return Counter((row["order_id"], row["operate_type"], int(row["fee"])) for row in rows)


def damage(place: str) -> Iterator[str]:
    """Say of each day with a receipt what is wrong with it: after any kill, nothing."""
    with closing(open_target(place)) as target:
        for receipt in target.receipts():
            try:
                target.check(receipt)
            except ExportDamaged as error:
                yield str(error)


def difference(place: str, gateway: str, days: int) -> Iterator[str]:
    """Say in what a finished export differs from the gateway's books."""
    yield from damage(place)
    rows: list[dict[str, object]] = []
    with closing(open_target(place)) as target:
        receipts = list(target.receipts())
        for receipt in receipts:
            rows += target.read(receipt.app_id, receipt.day).to_pylist()
    if len(receipts) != days:
        yield f"{len(receipts)} days instead of {days}"
    if doubled := [key for key, times in Counter(row["id"] for row in rows).items() if times > 1]:
        yield f"ids that are there more than once: {doubled[:3]}"
    found = Counter((str(r["order_id"]), str(r["operate_type"]), int(str(r["fee"]))) for r in rows)
    wanted = listed(gateway)
    if found != wanted:
        yield f"lost {list(wanted - found)[:3]}, and made up {list(found - wanted)[:3]}"
    fen = sum(receipt.fee for receipt in receipts)
    if fen != sum(fee * times for (_, _, fee), times in wanted.items()):
        yield f"receipts of {fen} fen"
