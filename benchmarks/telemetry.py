"""Cost of watching a call where nobody looks: OpenTelemetry's API is installed, and no SDK.

Client CPU of one ``order_query`` over loopback, with log and OpenTelemetry as they are by default,
against the same call with the watch cut out. Both are measured in turn within one run, in many
short pairs whose own differences are compared: ``python -m benchmarks.telemetry [PAIRS]``.
"""

from __future__ import annotations

import asyncio
import sys
import time
from statistics import median
from types import SimpleNamespace
from typing import Any

import attrs

from benchmarks.pages import CREDENTIALS
from benchmarks.servers import server
from zhixiao_async import Client
from zhixiao_async.telemetry import observers
from zhixiao_async.transport.attempt_trace import AttemptTrace
from zhixiao_async.transport.request_executor import RequestExecutor

PAIRS = 400
CALLS = 25


class Unwatched(RequestExecutor):
    """An executor that makes no record of a call, and so tells nobody of it."""

    async def _run(self, call: Any, options: Any, may_send: Any = None) -> Any:
        return await self._watched(call, options, AttemptTrace(may_send=may_send), NOWHERE)


NOWHERE: Any = SimpleNamespace(call=SimpleNamespace(attempts=0), wants_attempts=False)


@attrs.frozen
class Cost:
    """Microseconds of client CPU a call, and the median of the pairs' own differences."""

    watched: float
    unwatched: float
    difference: float

    @property
    def percent(self) -> float:
        return 100 * self.difference / self.unwatched


def cost(port: int, pairs: int = PAIRS) -> Cost:
    """Measure pairs of calls with the watch and without it, each first in turn."""

    async def measure() -> list[tuple[float, float]]:
        base_url = f"http://127.0.0.1:{port}"
        async with (
            Client(CREDENTIALS, base_url=base_url) as watched,
            Client(CREDENTIALS, base_url=base_url) as unwatched,
        ):
            assert observers.observers, "OpenTelemetry's API isn't installed"
            unwatched._executor.__class__ = Unwatched
            found = []
            for number in range(pairs):
                if number % 2:
                    found.append((await _cpu(watched), await _cpu(unwatched)))
                else:
                    later = await _cpu(unwatched)
                    found.append((await _cpu(watched), later))
            return found

    found = asyncio.run(measure())
    return Cost(
        median(watched for watched, _ in found),
        median(unwatched for _, unwatched in found),
        median(watched - unwatched for watched, unwatched in found),
    )


async def _cpu(client: Client) -> float:
    started = time.process_time()
    for _ in range(CALLS):
        await client.order_query(out_trade_no="20881")
    return (time.process_time() - started) / CALLS * 1e6


def main(pairs: int = PAIRS) -> None:
    """Print what was measured."""
    with server("benchmarks.query_server") as port:
        found = cost(port, pairs)
    print(
        f"order_query: {found.unwatched:.1f} µs of client CPU without the watch, "
        f"{found.watched:.1f} µs with it: {found.difference:+.1f} µs, {found.percent:+.1f} %"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
