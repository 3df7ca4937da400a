"""Every way to fail, with everything listening: no log, error, frame or pickle shows a secret."""

from __future__ import annotations

import asyncio
import itertools
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import attrs
import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async import BEIJING, Connections, RetryPolicy, Timeouts
from zhixiao_async.sandbox import Dialect
from zhixiao_async.sandbox.faults import Kind
from zhixiao_async.sandbox.offered import DIALECTS, FAULTS, OFFERED

NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
QUICK = Timeouts(connect=1, sock_connect=1, sock_read=0.2, total=1, deadline=2)
CALLS: dict[str, dict[str, Any]] = {
    "order_query": {"out_trade_no": "1"},
    "order_refund": {"out_trade_no": "1"},
    "order_create": {
        "body": "学费", "out_trade_no": "1", "total_fee": 1, "user_no": "1",
        "notify_url": "http://127.0.0.1:9/",
    },
    "order_list": {"begin_time": NOON - timedelta(hours=1), "end_time": NOON},
    "raw": {"path": "/pay_api/order_query", "params": {"out_trade_no": "1"}},
    "wait_paid": {"out_trade_no": "1", "timeout": 0.01},
}  # fmt: skip


class Caller:
    """Makes every call on a client, async or sync, and hands everything to the evidence."""

    def __init__(self, known, evidence, kind: str) -> None:
        self.known, self.evidence, self.kind = known, evidence, kind

    def make(self, base_url: str, **options: Any) -> Any:
        """A client that is quick to give up and tries twice."""
        package = {"async": zhixiao_async, "sync": zhixiao_sync}[self.kind]
        settings = {"timeouts": QUICK, "retry": RetryPolicy(attempts=2, backoff=0)} | options
        client = package.Client(self.known.credentials, base_url=base_url, **settings)
        inner = client if self.kind == "async" else client._client
        exchange, transport = inner._exchange, inner._exchange._transport
        self.evidence.object(self.known.credentials, client, inner, inner._options, exchange)
        self.evidence.object(transport, transport.sessions, transport.sessions._options)
        self.evidence.object(*settings.values())
        return client

    def fail(self, base_url: str, **options: Any) -> list[str]:
        """Make every call; gives the errors' names."""
        client = self.make(base_url, **options)
        if self.kind == "async":
            return asyncio.run(self._all(client), debug=True)
        with client:
            return [self._settle(partial(self._finish, client, name)) for name in CALLS]

    def _finish(self, client, name):
        made = getattr(client, name)(**CALLS[name])
        self.evidence.object(made)

    def _settle(self, call: Callable[[], object]) -> str:
        try:
            call()
        except Exception as error:
            self.evidence.error(error)
            return type(error).__name__
        return "succeeded"

    async def _all(self, client) -> list[str]:
        names = []
        async with client:
            for name, fields in CALLS.items():
                try:
                    self.evidence.object(await getattr(client, name)(**fields))
                except Exception as error:
                    self.evidence.error(error)
                    names.append(type(error).__name__)
        return names


@pytest.fixture(params=["async", "sync"])
def caller(known, evidence, request) -> Caller:
    return Caller(known, evidence, request.param)


@pytest.fixture
def rude() -> Any:
    """Serve raw bytes to whoever connects; ``b""`` resets, None says nothing."""
    servers: list[socket.socket] = []

    def serve(raw: bytes | None) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=meet, args=(server, raw), daemon=True).start()
        return server.getsockname()[1]

    yield serve
    for one in servers:
        one.shutdown(socket.SHUT_RDWR)
        one.close()


def meet(server: socket.socket, raw: bytes | None) -> None:
    """Answer each connection until the server is closed."""
    kept = []
    while True:
        try:
            peer, _ = server.accept()
        except OSError:
            break
        if raw is None:
            kept.append(peer)
            continue
        with peer:
            peer.recv(65536)
            if raw:
                peer.sendall(raw)
            else:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    for one in kept:
        one.close()


@pytest.mark.parametrize("name", OFFERED)
def test_sandbox_faults_and_dialects(caller, gateway, name):
    """Each fault and each dialect that the sandbox offers, on reads and writes alike."""
    OFFERED[name](gateway.faults, {})
    try:
        said = caller.fail(gateway.base_url)
    finally:
        gateway.faults.clear()
    assert {"succeeded"} != set(said)


def test_every_fault_and_dialect_is_offered():
    """Which is why the test above misses none."""
    assert {kind.name.lower() for kind in Kind} == set(FAULTS)
    switches = {one.name for one in attrs.fields(Dialect)}
    assert {name.partition("_as_")[0] for name in DIALECTS} >= switches - {"ret_code_as_string"}


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


@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "proxied"])
async def test_cancelled(known, evidence, rude, proxied):
    """A cancelled call's frames hold no secret, and a client that nobody closes warns of none."""
    caller, url = Caller(known, evidence, "async"), f"http://127.0.0.1:{rude(None)}"
    proxy = url.replace("://", f"://{known.proxy_user}@")
    connections = Connections(proxy=proxy) if proxied else Connections()
    client = caller.make(url, timeouts=Timeouts(), connections=connections)
    sent = asyncio.Event()
    task = asyncio.create_task(announce(sent, client.order_refund(out_trade_no="1")))
    await sent.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    evidence.error(caught.value)
    await client.close()


async def announce(event: asyncio.Event, call: Any) -> Any:
    """Await a call, and say so once it has begun to wait."""
    asyncio.get_running_loop().call_later(0, event.set)
    return await call


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
