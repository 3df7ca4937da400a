"""Cost of telling of a call where nobody listens: OpenTelemetry's API is installed, and no SDK.

Client CPU of one ``order_query`` over loopback: as it is by default (a log that is off, an API
without an SDK), without OpenTelemetry, and with neither. The three are measured in turn within one
run, in many short rounds whose own differences are compared:
``python -m benchmarks.telemetry [ROUNDS]``.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from statistics import median
from types import SimpleNamespace
from typing import Any, Self

from benchmarks.pages import CREDENTIALS
from benchmarks.servers import server
from zhixiao_async import Client
from zhixiao_async.telemetry import observers
from zhixiao_async.telemetry.call_record import CallRecord
from zhixiao_async.transport.attempt_trace import AttemptTrace
from zhixiao_async.transport.request_executor import RequestExecutor

ROUNDS = 600
CALLS = 25


class LogAlone(observers.CallWatch):
    """A watch that knows no observers."""

    def __enter__(self) -> Self:
        return self


class WithoutOpenTelemetry(RequestExecutor):
    """An executor whose calls are told to the log alone."""

    async def _run(self, call: Any, options: Any, may_send: Any = None) -> Any:
        target = self._transport.target(call.endpoint.path)
        record = CallRecord(call.endpoint, self._credentials.app_id, call.request, target)
        with LogAlone(record) as watch:
            return await self._watched(call, options, AttemptTrace(may_send=may_send), watch)


class WithoutEither(RequestExecutor):
    """An executor that makes no record of a call."""

    async def _run(self, call: Any, options: Any, may_send: Any = None) -> Any:
        return await self._watched(call, options, AttemptTrace(may_send=may_send), NOWHERE)


NOWHERE: Any = SimpleNamespace(call=SimpleNamespace(attempts=0), wants_attempts=False)
WAYS = (RequestExecutor, WithoutOpenTelemetry, WithoutEither)


async def measure(port: int, rounds: int) -> list[list[float]]:
    """Return the microseconds of client CPU a call: of each way, in each round."""
    clients = [Client(CREDENTIALS, base_url=f"http://127.0.0.1:{port}") for _ in WAYS]
    assert observers.observers, "OpenTelemetry's API isn't installed"
    for client, way in zip(clients, WAYS, strict=True):
        client._executor.__class__ = way
    found: list[list[float]] = [[] for _ in WAYS]
    for _ in range(rounds):
        for place in random.sample(range(len(WAYS)), len(WAYS)):
            found[place].append(await _cpu(clients[place]))
    for client in clients:
        await client.close()
    return found


async def _cpu(client: Client) -> float:
    started = time.process_time()
    for _ in range(CALLS):
        await client.order_query(out_trade_no="20881")
    return (time.process_time() - started) / CALLS * 1e6


def main(rounds: int = ROUNDS) -> None:
    """Print what was measured."""
    with server("benchmarks.query_server") as port:
        whole, log, neither = asyncio.run(measure(port, rounds))

    def told(more: list[float], less: list[float]) -> str:
        difference = median(one - other for one, other in zip(more, less, strict=True))
        return f"{difference:+.1f} µs, {100 * difference / median(less):+.1f} %"

    print(f"order_query, {median(neither):.0f} µs of client CPU with neither log nor OpenTelemetry")
    print(f"OpenTelemetry's API without an SDK: {told(whole, log)}")
    print(f"and the log that is off: {told(whole, neither)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
