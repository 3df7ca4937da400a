"""The sandbox under load: a fixed rate of mixed requests, from another process.

``python -m benchmarks.sandbox_load --seconds 60 --rate 300`` (Linux)

The sandbox runs on one core with its database in a file, this process on the others. Requests start
when they are due, whether earlier ones have been answered or not, and their latency counts from
then: a stall shows in every request that waited for it. Every payment's notification is answered as
well, beside the rate. The run fails if a request fails, if the rate isn't kept, or if the sandbox's
memory isn't flat.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from statistics import quantiles

import aiohttp
import attrs
from aiohttp import web

from benchmarks.flatness import Trend
from benchmarks.mixed_work import MIX, MixedWork
from benchmarks.servers import sandbox
from zhixiao_async import Client, Connections, RetryPolicy
from zhixiao_async.sandbox import TEST_CREDENTIALS

REPORT_EVERY = 10
LEAST_REACHED = 0.97
"""Share of the requested rate that must be reached."""
MOST_GROWTH = 4.0
"""MiB by which the line through the sandbox's memory may rise after the first third."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[MixedWork]:
    """Connect the work to a sandbox, with a server for the notifications."""
    client = Client(
        TEST_CREDENTIALS,
        base_url=url,
        retry=RetryPolicy(attempts=1),
        connections=Connections(limit=200),
    )
    async with client, aiohttp.ClientSession() as browser:
        work = MixedWork(client, browser)
        app = web.Application()
        app.router.add_post("/notify", work.notify)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        work.notify_url = f"http://127.0.0.1:{runner.addresses[0][1]}/notify"
        yield work
        await runner.cleanup()


@attrs.define
class ProcessSamples:
    """The sandbox's memory, second by second, and its processor time."""

    pid: int
    memory: list[tuple[float, float]] = attrs.field(factory=list)

    async def run(self, work: MixedWork) -> None:
        """Sample every second, print every ten."""
        started, busy = time.perf_counter(), cpu_seconds(self.pid)
        for second in count():
            seconds = time.perf_counter() - started
            self.memory.append((seconds, rss(self.pid)))
            if second % REPORT_EVERY == 0:
                answered = sum(map(len, work.latencies.values()))
                spent = cpu_seconds(self.pid) - busy
                sandbox = f"sandbox RSS {self.memory[-1][1]:6.1f} MiB, CPU {spent:5.1f} s"
                print(f"{seconds:5.0f} s  {sandbox}  answered {answered}", flush=True)
            await asyncio.sleep(1)

    def trend(self) -> Trend:
        """Fit a line through the memory after the first third, in which caches and the log fill."""
        last = self.memory[-1][0]
        warm = [(when, size) for when, size in self.memory if when >= last / 3]
        return Trend.through("RSS, MiB", warm, MOST_GROWTH)


def rss(pid: int) -> float:
    """Return a process's resident memory in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE / 2**20


def cpu_seconds(pid: int) -> float:
    """Return a process's processor time so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def drive(pid: int, url: str, rate: float, seconds: float) -> bool:
    """Load a sandbox and print the figures; return whether nothing failed."""
    async with connected(url) as work:
        samples = ProcessSamples(pid)
        sampling = asyncio.create_task(samples.run(work))
        took = await work.keep(rate, seconds)
        sampling.cancel()
    everything = sorted(latency for kind in work.latencies.values() for latency in kind)
    reached, memory = len(everything) / took, samples.trend()
    print(f"\nrate {reached:.1f}/s of {rate:.1f}/s asked, over {took:.1f} s")
    print(f"memory from {memory.begin:.1f} to {memory.end:.1f} MiB, at most {memory.highest:.1f}")
    print(f"errors {sum(work.errors.values())}, notifications answered {work.notified}\n")
    print(f"{'latency, ms':12}{'requests':>9}{'p50':>8}{'p90':>8}{'p99':>8}{'p99.9':>8}{'max':>8}")
    for kind in MIX:
        print_latencies(kind, sorted(work.latencies[kind]))
    print_latencies("all", everything)
    for error, times in work.errors.most_common(10):
        print(f"{times:6d}  {error}")
    return not work.errors and reached >= LEAST_REACHED * rate and memory.flat


def print_latencies(kind: str, values: list[float]) -> None:
    """Print one line of the table; the values are in seconds and sorted."""
    if len(values) < 2:
        return
    cuts = quantiles(values, n=1000, method="inclusive")
    shown = [*(cuts[permille - 1] for permille in (500, 900, 990, 999)), values[-1]]
    print(f"{kind:12}{len(values):9}" + "".join(f"{latency * 1000:8.1f}" for latency in shown))


def main() -> int:
    """Run a sandbox on one core and load it from the others; return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sandbox_load")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=300.0, help="requests a second")
    options = parser.parse_args()
    last, *others = sorted(os.sched_getaffinity(0), reverse=True)
    with tempfile.TemporaryDirectory() as folder:
        os.sched_setaffinity(0, {last})  # inherited by the sandbox
        with sandbox(f"--db={folder}/sandbox.db") as (pid, url):
            os.sched_setaffinity(0, others or {last})
            print(f"sandbox on core {last}, load on {others or [last]}")
            fine = asyncio.run(drive(pid, url, options.rate, options.seconds))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
