"""Every way to fail, with everything listening: no log, error, frame or pickle shows a secret."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import aiohttp
import attrs
import pytest

import zhixiao_async
from zhixiao_async import Connections, Timeouts
from zhixiao_async.sandbox import Dialect
from zhixiao_async.sandbox.injections import FaultKind
from zhixiao_async.sandbox.presets import DIALECTS, FAULTS, PRESETS

from .calls import NOON, Caller


@pytest.fixture(params=["async", "sync"])
def caller(known, evidence, request) -> Caller:
    return Caller(known, evidence, request.param)


@pytest.mark.parametrize("name", PRESETS)
def test_sandbox_faults_and_dialects(caller, gateway, name):
    """Each fault and each dialect that the sandbox offers, on reads and writes alike."""
    PRESETS[name](gateway.faults, {})
    try:
        said = caller.fail(gateway.base_url)
    finally:
        gateway.faults.clear()
    assert {"succeeded"} != set(said)


def test_every_fault_and_dialect_is_offered():
    """Which is why the test above misses none."""
    assert {kind.name.lower() for kind in FaultKind} == set(FAULTS)
    switches = {one.name for one in attrs.fields(Dialect)}
    assert {one for one in switches if any(name.startswith(one) for name in DIALECTS)} == switches


UNREACHABLE = {
    "refused": "http://127.0.0.1:1",
    "no such host": "http://no-such-host.invalid",
    "tls with what speaks none": "https://127.0.0.1:{port}",
}
ANSWERS = {
    "silence": None,
    "reset": b"",
    "no http": b"\x00\x01nonsense\r\n\r\n",
    "redirect": b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    "proxy wants a password": b"HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n",
    "half": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
    "html": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
}


@pytest.mark.parametrize("url", UNREACHABLE.values(), ids=UNREACHABLE)
def test_unreachable(caller, rude, url):
    """Nobody there, or nobody who understands."""
    said = caller.fail(url.format(port=rude(ANSWERS["no http"])))
    assert set(said) == {"NotSent"}


@pytest.mark.parametrize("raw", ANSWERS.values(), ids=ANSWERS)
def test_rude_gateway(caller, rude, raw):
    """Whatever comes back, or nothing at all until time is up."""
    assert "succeeded" not in caller.fail(f"http://127.0.0.1:{rude(raw)}")


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("raw", ANSWERS.values(), ids=ANSWERS)
def test_rude_proxy(caller, rude, raw, scheme):
    """A proxy's password is in its URL, which aiohttp holds on to in every frame."""
    proxy = f"http://{caller.known.proxy_user}@127.0.0.1:{rude(raw)}"
    options = {"connections": Connections(proxy=proxy, ssl=ssl.create_default_context())}
    assert "succeeded" not in caller.fail(f"{scheme}://gateway.invalid", **options)


def test_no_proxy_there(caller):
    """Nor when the proxy can't be reached."""
    proxy = f"http://{caller.known.proxy_user}@127.0.0.1:1"
    said = caller.fail("http://gateway.invalid", connections=Connections(proxy=proxy))
    assert set(said) == {"NotSent"}


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_window_changed(known, evidence, gateway, kind):
    """A listing that won't hold still: another row with every page that is asked for."""
    numbers = itertools.count(1)

    async def grow(*_: object) -> None:
        gateway.seed_orders(1, 1 / 48, ending=NOON, seed=next(numbers))

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(grow)
    gateway.seed_orders(30, 1 / 48, ending=NOON)
    caller = Caller(known, evidence, kind)
    client = caller.make(
        gateway.base_url, connections=Connections(trace_configs=[trace]), timeouts=Timeouts()
    )
    orders = client.iter_orders(NOON - timedelta(hours=1), NOON, page_size=10)
    evidence.object(orders)
    with pytest.raises(zhixiao_async.WindowChanged) as caught:
        asyncio.run(exhausted(client, orders)) if kind == "async" else list(orders)
    evidence.error(caught.value)
    if kind == "sync":
        client.close()


async def exhausted(client: Any, orders: Any) -> None:
    """Read to the end."""
    async with client, aclosing(orders):
        async for _ in orders:
            pass
