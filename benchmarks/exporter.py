"""One contestant's export in a process of its own: ``python -m benchmarks.exporter NAME DAYS URL``.

Prints rows, wall and CPU seconds and peak RSS as JSON. Imports and the first page's code paths are
warmed up before the clock starts; worker processes and clusters start while it runs.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

from benchmarks.pages import BEGIN, CREDENTIALS
from zhixiao_async import Client
from zhixiao_async.finance.export.run import export_orders

PREFIX = "ZHIXIAO_BENCH_"
LIMIT = 16
DAY = timedelta(days=1)


def pages(url: str, days: int) -> int:
    """Read the days by ``iter_order_pages``."""

    async def run() -> int:
        rows = 0
        async with Client(CREDENTIALS, base_url=url) as client:
            for day in range(days):
                begin = BEGIN + day * DAY
                async for page in client.iter_order_pages(begin, begin + DAY, concurrency=LIMIT):
                    rows += len(page.orders)
        return rows

    return asyncio.run(run())


def export(url: str, days: int, **options: object) -> int:
    """Export the days to Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        last = BEGIN.date() + (days - 1) * DAY
        report = asyncio.run(
            export_orders(PREFIX, BEGIN.date(), last, folder, limit=LIMIT, **options)  # type: ignore[arg-type]
        )
        assert report.is_complete, report.failed[0].error
        return report.rows


def cluster(url: str, days: int) -> int:
    """Export the days on a Dask cluster of two processes on this machine, which runs already."""
    return export(url, days, dask=os.environ["DASK"])


def frame(url: str, days: int) -> int:
    """Read the days into a DataFrame."""

    async def run() -> int:
        async with Client(CREDENTIALS, base_url=url) as client:
            return len((await client.orders_table(BEGIN, BEGIN + days * DAY)).to_pandas())

    return asyncio.run(run())


def by_hand(url: str, days: int) -> int:
    """Read the days into a DataFrame as a user writes it."""
    from benchmarks.by_hand import frame_of

    return len(frame_of(url, days))


CONTESTANTS: dict[str, Callable[[str, int], int]] = {
    "pages": pages,
    "export": export,
    "csv": lambda url, days: export(url, days, format="csv"),
    "xlsx": lambda url, days: export(url, days, format="xlsx"),
    "two processes": lambda url, days: export(url, days, workers=2),
    "dask": cluster,
    "frame": frame,
    "by hand": by_hand,
}


def main(name: str, days: int, url: str) -> None:
    """Warm up, measure, print."""
    os.environ.update(
        {
            f"{PREFIX}APP_ID": CREDENTIALS.app_id,
            f"{PREFIX}APP_SECRET": CREDENTIALS.app_secret,
            f"{PREFIX}AES_KEY": CREDENTIALS.aes_key,
            f"{PREFIX}BASE_URL": url,
        }
    )
    run = CONTESTANTS[name]
    if name in ("pages", "export", "csv", "xlsx", "frame", "by hand"):
        run(url, 1)
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    rows = run(url, days)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "rss": after.ru_maxrss}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
