"""A fixed rate of mixed requests, with their latencies and errors."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
from aiohttp import web

from zhixiao_async import BEIJING, Client, NotificationReceiver
from zhixiao_async.sandbox import TEST_CREDENTIALS

MIX = {"create": 30, "query": 30, "pay": 20, "refund": 10, "listing": 10}
"""Share of each kind, in percent."""


class MixedWork:
    """Keeps a rate of requests, and records how they went.

    Args:
        client: Client of the sandbox.
        browser: Session that presses the pay button.
    """

    def __init__(self, client: Client, browser: aiohttp.ClientSession) -> None:
        self._client = client
        self._browser = browser
        self._draw = random.Random(20191022)
        self._orders: list[tuple[str, str]] = []
        self._paid: list[str] = []
        self._created = 0
        self._running: set[asyncio.Task[None]] = set()
        self.latencies: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.notify_url = ""
        self.notified = 0

    async def keep(self, rate: float, seconds: float) -> float:
        """Start requests at this rate; return the seconds until the last answer."""
        works: dict[str, Callable[[], Awaitable[object]]] = {
            "create": self._create,
            "query": self._query,
            "pay": self._pay,
            "refund": self._refund,
            "listing": self._listing,
        }
        started = time.perf_counter()
        for number in range(int(rate * seconds)):
            due = started + number / rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            kind = self._possible(self._draw.choices(list(MIX), list(MIX.values()))[0])
            task = asyncio.create_task(self._measure(kind, works[kind](), due))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        if self._running:
            await asyncio.wait(self._running)
        return time.perf_counter() - started

    async def notify(self, request: web.Request) -> web.Response:
        """Answer a notification as a merchant does."""
        delivery = NotificationReceiver(TEST_CREDENTIALS).open(await request.read())
        self.notified += 1
        return web.Response(body=delivery.success)

    def _possible(self, kind: str) -> str:
        """Return the drawn kind, or ``create`` while there is no order for it."""
        lacking = (kind in ("query", "pay") and not self._orders) or (
            kind == "refund" and not self._paid
        )
        return "create" if lacking else kind

    async def _measure(self, kind: str, work: Awaitable[object], due: float) -> None:
        try:
            await work
        except Exception as error:  # a benchmark counts whatever goes wrong
            self.errors[f"{kind}: {error}"] += 1
        else:
            self.latencies[kind].append(time.perf_counter() - due)

    async def _create(self) -> None:
        self._created += 1
        number = f"load{self._created}"
        order = await self._client.order_create(
            body="学费",
            out_trade_no=number,
            total_fee=19800,
            user_no="2013141516",
            notify_url=self.notify_url,
        )
        assert order.url is not None
        self._orders.append((number, order.url))

    # An order is drawn when the request is due, since other requests may take the last one until
    # this one starts.
    def _query(self) -> Awaitable[object]:
        number, _ = self._draw.choice(self._orders)
        return self._client.order_query(out_trade_no=number)

    def _pay(self) -> Awaitable[object]:
        return self._press(*self._orders.pop(self._draw.randrange(len(self._orders))))

    async def _press(self, number: str, url: str) -> None:
        async with self._browser.post(url, data={"pay_type": "1"}) as response:
            if "支付成功" not in await response.text():
                raise RuntimeError(f"not paid, HTTP {response.status}")
        self._paid.append(number)

    def _refund(self) -> Awaitable[object]:
        number = self._paid.pop(self._draw.randrange(len(self._paid)))
        return self._client.order_refund(
            out_trade_no=number, refund_fee=9800, out_refund_no=f"r{number}"
        )

    async def _listing(self) -> None:
        now = datetime.now(BEIJING).replace(microsecond=0)
        await self._client.order_list(
            begin_time=now - timedelta(minutes=1), end_time=now, page_size=100
        )
