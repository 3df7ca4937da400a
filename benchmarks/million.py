"""A million orders of ten days read through the sandbox: every order exactly once."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import datetime, timedelta

from zhixiao_async import BEIJING, Client
from zhixiao_async.sandbox import Sandbox

END = datetime(2026, 3, 12, tzinfo=BEIJING)
DAYS = 10


async def run(count: int) -> None:
    """Seed the listing, read it, and compare the ids."""
    async with Sandbox() as gateway:
        await gateway.seed_orders(count, DAYS, ending=END)
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            started = time.perf_counter()
            orders = client.iter_orders(END - timedelta(days=DAYS), END)
            ids = [order.id async for order in orders]
            took = time.perf_counter() - started
    if len(ids) != count or len(set(ids)) != count:
        raise SystemExit(f"{count} orders, {len(ids)} read, {len(set(ids))} different")
    print(f"{count:,} orders, every id once, {took:.1f} s (the sandbox in the same process)")


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
