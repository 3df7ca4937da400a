"""Half an hour of mixed calls through injected faults: nothing may grow.

``python -m benchmarks.soak --seconds 1800 --rate 50`` (Linux)

The sandbox runs in a process of its own, with faults of small probability, so that this process's
figures are the clients' alone: one async, one sync with eight threads, each with half of the calls.
Memory, asyncio tasks, threads and descriptors are sampled. After a warm-up a straight line through
the floor of each must not rise by more than :data:`benchmarks.flatness.LIMITS`; when both clients
are closed, there must be as many tasks, threads and descriptors as before.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web

import zhixiao_sync
from benchmarks.flatness import HEADINGS, figures, trends
from benchmarks.servers import sandbox
from benchmarks.soak_calls import Draw, Records
from zhixiao_async import Client, NotificationReceiver, RetryPolicy, Timeouts
from zhixiao_async.sandbox import TEST_CREDENTIALS

FAULTS = {
    "delay": 0.002,
    "reset_before": 0.005,
    "reset_after": 0.005,
    "http_error": 0.005,
    "http_error_after": 0.005,
    "truncate": 0.005,
    "oversize": 0.003,
    "wrong_sign": 0.005,
    "other_order": 0.002,
}
"""Probability of each fault, for each request."""

SAMPLES = 400
SHOWN = 20
"""One in so many samples is printed."""

THREADS = 8
CANCELLED = 50
"""One in so many async calls is cancelled after 3 ms."""

PAID = 8
"""For one in so many async calls an order is paid, beside the rate."""

OPTIONS = {
    "timeouts": Timeouts(sock_read=2.0, total=4.0, deadline=8.0),
    "retry": RetryPolicy(backoff=0.05),
}


class Soak:
    """The load, and the samples taken meanwhile.

    Args:
        url: URL of the sandbox.
        rate: Calls per second, of both clients together.
        seconds: Duration.
    """

    def __init__(self, url: str, rate: float, seconds: float) -> None:
        self._url, self._rate, self._seconds = url, rate, seconds
        self.records = Records()
        self.samples: list[tuple[float, dict[str, float]]] = []
        self._pending: set[asyncio.Task[None]] = set()
        self._sync: zhixiao_sync.Client | None = None

    async def run(self) -> None:
        """Keep the rate for the whole duration."""
        self._began = time.monotonic()
        async with (
            merchant(self.records),
            aiohttp.ClientSession() as browser,
            Client(TEST_CREDENTIALS, base_url=self._url, **OPTIONS) as client,
        ):
            watching = asyncio.create_task(self._watch())
            with zhixiao_sync.Client(TEST_CREDENTIALS, base_url=self._url, **OPTIONS) as twin:
                self._sync = twin
                await asyncio.gather(self._drive(client, browser), self._drive_threads(twin))
                self._sync = None
            watching.cancel()

    async def _drive_threads(self, client: zhixiao_sync.Client) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(THREADS) as pool:
            names = [f"sync{number}" for number in range(THREADS)]
            keep = (loop.run_in_executor(pool, self._keep, client, name) for name in names)
            await asyncio.gather(*keep)

    async def _drive(self, client: Client, browser: aiohttp.ClientSession) -> None:
        draw = Draw(self.records, "async")
        for number in range(int(self._rate / 2 * self._seconds)):
            await asyncio.sleep(self._early(number, self._rate / 2))
            self._begin(self._call(client, *draw.next(), cancelled=number % CANCELLED == 0))
            if number % PAID == 0:
                self._begin(self._pay(browser))
        if self._pending:
            await asyncio.wait(self._pending)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def _call(
        self, client: Client, method: str, fields: dict[str, Any], *, cancelled: bool
    ) -> None:
        try:
            async with asyncio.timeout(0.003 if cancelled else None):
                made = getattr(client, method)(**fields)
                result = [row async for row in made] if method == "iter_orders" else await made
        except Exception as error:
            self.records.failed(method, error)
        else:
            self.records.succeeded(method, result)

    async def _pay(self, browser: aiohttp.ClientSession) -> None:
        if self.records.unpaid:
            number, url = self.records.unpaid.popleft()
            async with browser.post(url, data={"pay_type": "1"}) as response:
                if "支付成功" in await response.text():
                    self.records.paid.append(number)

    def _keep(self, client: zhixiao_sync.Client, name: str) -> None:
        draw, rate = Draw(self.records, name), self._rate / 2 / THREADS
        for number in range(int(rate * self._seconds)):
            time.sleep(self._early(number, rate))
            method, fields = draw.next()
            try:
                made = getattr(client, method)(**fields)
                result = list(made) if method == "iter_orders" else made
            except Exception as error:
                self.records.failed(method, error)
            else:
                self.records.succeeded(method, result)

    def _early(self, number: int, rate: float) -> float:
        return max(0.0, self._began + number / rate - time.monotonic())

    async def _watch(self) -> None:
        while True:
            moment = time.monotonic() - self._began, figures(self._tasks())
            if len(self.samples) % SHOWN == 0:
                held = ", ".join(f"{name} {value:.1f}" for name, value in moment[1].items())
                print(f"{moment[0]:6.0f} s  {held}", flush=True)
            self.samples.append(moment)
            await asyncio.sleep(self._seconds / SAMPLES)

    def _tasks(self) -> int:
        thread = self._sync and self._sync._share.thread
        theirs = asyncio.all_tasks(thread._loop) if thread else ()
        return len(asyncio.all_tasks()) + len(theirs)


@asynccontextmanager
async def merchant(records: Records) -> AsyncIterator[None]:
    """Serve the payments' notifications."""
    receiver = NotificationReceiver(TEST_CREDENTIALS)

    async def notify(request: web.Request) -> web.Response:
        records.notified += 1
        return web.Response(body=receiver.open(await request.read()).success)

    app = web.Application()
    app.router.add_post("/notify", notify)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    records.notify_url = f"http://127.0.0.1:{runner.addresses[0][1]}/notify"
    yield
    await runner.cleanup()


def report(soak: Soak, left: dict[str, tuple[float, float]], say: Callable[..., None]) -> bool:
    """Print the table; return whether nothing grew, was left or surprised."""
    total = soak.records.outcomes.total()
    took = soak.samples[-1][0]
    say(f"\n{total} calls in {took:.0f} s ({total / took:.1f} a second), ", end="")
    say(f"{soak.records.notified} notifications, {len(soak.samples)} samples")
    say(", ".join(f"{name} {count}" for name, count in soak.records.outcomes.most_common()))
    fitted = trends(soak.samples)
    say(f"\n{'after warm-up':14}" + "".join(f"{heading:>10}" for heading in HEADINGS))
    for trend in fitted:
        say(str(trend))
    for name, (before, after) in left.items():
        say(f"closed: {name} {before:.0f} before, {after:.0f} after")
    for surprise, count in soak.records.surprises.most_common(10):
        say(f"{count:6d}  {surprise}")
    nothing_left = all(after <= before for before, after in left.values())
    return all(trend.flat for trend in fitted) and nothing_left and not soak.records.surprises


async def soaked(url: str, rate: float, seconds: float) -> bool:
    """Run the soak and report; return whether nothing grew and nothing was left."""
    soak = Soak(url, rate, seconds)
    before = figures(len(asyncio.all_tasks()))
    await soak.run()
    gc.collect()
    await asyncio.sleep(0)
    after = figures(len(asyncio.all_tasks()))
    left = {name: (before[name], after[name]) for name in before if name != "RSS, MiB"}
    return report(soak, left, partial(print, flush=True))


def main() -> int:
    """Start the sandbox and soak the clients in front of it; return 1 if anything grew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--rate", type=float, default=50.0, help="calls a second")
    options = parser.parse_args()
    faults = [f"--fault={name}:probability={chance}" for name, chance in FAULTS.items()]
    with sandbox(*faults) as (_, url):
        fine = asyncio.run(soaked(url, options.rate, options.seconds))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
