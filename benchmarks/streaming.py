"""A long listing: memory doesn't grow with it, and the first order doesn't wait for it.

``python -m benchmarks.streaming`` reads 10,000 and then 1,000,000 orders in day windows of
94,000, and times the first order of a whole window against a call for a single page.
"""

from __future__ import annotations

import asyncio
import resource
import time
from datetime import timedelta
from statistics import median

from benchmarks.pages import BEGIN, CREDENTIALS, END
from benchmarks.servers import server
from zhixiao_async import Client

A_DAY = 94
DAYS = timedelta(days=12)
ROUNDS = 15


async def growth(url: str) -> tuple[int, int, float]:
    """Return peak RSS in KB after 10,000 and after 1,000,000 orders, and orders per second."""
    async with Client(CREDENTIALS, base_url=url) as client:
        await read(client, 10_000)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        await read(client, 1_000_000)
        took = time.perf_counter() - started
    return before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 1_000_000 / took


async def read(client: Client, count: int) -> None:
    """Read a number of orders, and check that no id is repeated."""
    last: str | None = ""
    orders = client.iter_orders(BEGIN, BEGIN + DAYS)
    async for order in orders:
        # Prepared ids only ever grow, so that repeated ones are found without remembering any.
        assert order.id is not None
        assert last is not None
        assert order.id > last
        last = order.id
        count -= 1
        if not count:
            break
    await orders.aclose()
    assert not count


async def first_order(url: str) -> tuple[float, float]:
    """Return milliseconds to the first order of a window, and for a call of its first page."""
    ours, single = [], []
    async with Client(CREDENTIALS, base_url=url) as client:
        for _ in range(ROUNDS):
            started = time.perf_counter()
            orders = client.iter_orders(BEGIN, END)
            await anext(orders)
            ours.append((time.perf_counter() - started) * 1000)
            await orders.aclose()
            started = time.perf_counter()
            await client.order_list(begin_time=BEGIN, end_time=END)
            single.append((time.perf_counter() - started) * 1000)
    return median(ours), median(single)


def main() -> None:
    """Print the figures."""
    with server("benchmarks.page_server", str(A_DAY)) as port:
        for delay in (0, 30):
            ours, single = asyncio.run(first_order(f"http://127.0.0.1:{port}/{delay}"))
            print(
                f"first order, {delay} ms delay: {ours:.1f} ms, a single page {single:.1f} ms, "
                f"ratio {ours / single:.2f} (aim: under 1.3)"
            )
        before, after, rate = asyncio.run(growth(f"http://127.0.0.1:{port}/0"))
    print(
        f"peak RSS: {before / 1024:.1f} MB after 10,000 orders, {after / 1024:.1f} MB after "
        f"1,000,000: grew by {(after - before) / 1024:.1f} MB (aim: under 48), "
        f"{rate:,.0f} orders a second"
    )


if __name__ == "__main__":
    main()
