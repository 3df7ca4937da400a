"""A gateway that takes a query and never answers it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

import zhixiao_sync
from zhixiao_async import Client, Credentials, OutcomeUnknown, RetryPolicy, Timeouts, Verdict
from zhixiao_async.endpoints import OrderCreate, OrderRefund
from zhixiao_async.resolving.judge import Probe
from zhixiao_async.resolving.poller import Poller

from .conftest import ENDLESS, ORDER

CREDENTIALS = Credentials(app_id="1", app_secret="secret", aes_key="k" * 32)
# Seconds in which a busy machine sends a query, and of the client's own, later limit.
TIME = 1
BOUNDS: dict[str, Any] = {"timeouts": Timeouts(total=5), "retry": RetryPolicy(attempts=1)}
CREATE = OrderCreate(**ORDER)
REQUESTS = pytest.mark.parametrize(
    "request_", [CREATE, OrderRefund(order_id="ZX1")], ids=["create", "refund"]
)


class Stalled:
    """A server that reads until the client hangs up, and says nothing."""

    def __init__(self) -> None:
        self.hung_up = asyncio.Event()
        self.arrived = b""
        self.url = ""

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(4096):
                self.arrived += data
        writer.close()
        self.hung_up.set()


@pytest.fixture
async def stalled() -> AsyncIterator[Stalled]:
    server = Stalled()
    async with await asyncio.start_server(server.meet, "127.0.0.1", 0) as listener:
        server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        yield server


def lost(request) -> OutcomeUnknown:
    """Return the error of a request that was just lost."""
    return OutcomeUnknown("why", resolve_by="a query", request=request)


@REQUESTS
async def test_probe_ends_with_the_call(stalled, request_):
    """The query is cancelled, its connection closed, and the answer is unknown."""
    async with Client(CREDENTIALS, base_url=stalled.url, **BOUNDS) as client:
        resolution = await client.resolve(
            lost(request_), known_refunds=[], timeout=TIME, pace=ENDLESS
        )
        await stalled.hung_up.wait()
    assert b"POST /pay_api/order_query" in stalled.arrived
    assert resolution.verdict is Verdict.UNKNOWN
    assert "hadn't answered when this call's time was up" in resolution.explanation


async def test_probe_ends_with_the_call_without_await(stalled):
    """A sync client's query ends with the call as well."""

    def resolve():
        with zhixiao_sync.Client(CREDENTIALS, base_url=stalled.url, **BOUNDS) as client:
            return client.resolve(lost(CREATE), timeout=TIME, pace=ENDLESS)

    resolution = await asyncio.to_thread(resolve)
    await stalled.hung_up.wait()
    assert "hadn't answered when this call's time was up" in resolution.explanation


class Endless:
    """A probe that has no end of its own, but for a test that fails."""

    cancelled = False

    async def __call__(self) -> Probe:
        try:
            async with asyncio.timeout(5):
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        raise AssertionError


@pytest.mark.parametrize("age", [0, 86400], ids=["before", "after"])
async def test_probe_is_cancelled(age):
    """A probe ends with the call's time, before the deadline as after it."""
    probe = Endless()
    resolution = await Poller(probe, age, ENDLESS, ENDLESS.deadline, 0.01).until_known()
    assert (resolution.verdict, probe.cancelled) == (Verdict.UNKNOWN, True)
    assert "hadn't answered when this call's time was up" in resolution.explanation


async def test_timeout_of_another_origin():
    """A TimeoutError of another origin isn't taken for the end of the call's time."""

    async def probe() -> Probe:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await Poller(probe, 0, ENDLESS, ENDLESS.deadline, 0.05).until_known()
