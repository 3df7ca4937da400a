"""One contestant's run in a process of its own: ``python -m benchmarks.contestant NAME URL``.

Prints orders, fen, wall and CPU seconds and peak RSS as JSON. Imports, the first connection and the
first page's code paths are warmed up before the clock starts.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable

import zhixiao_sync
from benchmarks.pages import BEGIN, CREDENTIALS, END, page, sealed
from zhixiao_async import Client

PAGES = 100
Totals = tuple[int, int]
Run = Callable[[], Totals]


def contestant(name: str, url: str) -> tuple[Run, Run]:
    """Return a contestant's warm-up and its measured run."""
    kind, *options = name.split(":")
    if kind == "floor":
        return _floor()
    if kind in ("requests+cattrs", "requests+pydantic", "httpx+pydantic"):
        return _rival(kind, f"{url}/pay_api/order_list_item_all")
    if kind == "async":
        return _async(url, int(options[0]), options[1])
    return _sync(url, int(options[0]), pages=kind == "sync pages")


def _floor() -> tuple[Run, Run]:
    from benchmarks.floor import read

    bodies = [sealed(page(n, PAGES)) for n in range(1, PAGES + 1)]

    def run(count: int = PAGES) -> Totals:
        orders = fen = 0
        for body in bodies[:count]:
            rows = read(body).data
            orders, fen = orders + len(rows), fen + sum(row.fee for row in rows)
        return orders, fen

    return lambda: run(10), run


def _rival(kind: str, url: str) -> tuple[Run, Run]:
    from benchmarks import rivals

    read = rivals.read_cattrs if kind == "requests+cattrs" else rivals.read_pydantic

    def run() -> Totals:
        if kind == "httpx+pydantic":
            return asyncio.run(rivals.concurrent(url, read))
        return rivals.serial(url, read)

    def warm() -> Totals:
        read(sealed(page(1, PAGES)))
        return 0, 0

    return warm, run


def _async(url: str, concurrency: int, loop: str) -> tuple[Run, Run]:
    async def run(stop: int = PAGES * 1000) -> Totals:
        orders = fen = 0
        async with Client(CREDENTIALS, base_url=url) as client:
            rows = client.iter_orders(BEGIN, END, concurrency=concurrency)
            async for row in rows:
                orders, fen = orders + 1, fen + row.fee
                if orders == stop:
                    break
            await rows.aclose()
        return orders, fen

    def runner(stop: int) -> Run:
        if loop == "uvloop":
            import uvloop

            return lambda: uvloop.run(run(stop))
        return lambda: asyncio.run(run(stop))

    return runner(10_000), runner(PAGES * 1000)


def _sync(url: str, concurrency: int, *, pages: bool) -> tuple[Run, Run]:
    client = zhixiao_sync.Client(CREDENTIALS, base_url=url)

    def run(stop: int = PAGES * 1000) -> Totals:
        orders = fen = 0
        if pages:
            for part in client.iter_order_pages(BEGIN, END, concurrency=concurrency):
                orders, fen = orders + len(part.orders), fen + sum(row.fee for row in part.orders)
                if orders >= stop:
                    break
            return orders, fen
        for row in client.iter_orders(BEGIN, END, concurrency=concurrency):
            orders, fen = orders + 1, fen + row.fee
            if orders == stop:
                break
        return orders, fen

    return lambda: run(10_000), run


def main(name: str, url: str) -> None:
    """Warm up, measure, print."""
    warm, run = contestant(name, url)
    warm()
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    orders, fen = run()
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    figures = {"orders": orders, "fen": fen, "wall": wall, "cpu": cpu, "rss": after.ru_maxrss}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
