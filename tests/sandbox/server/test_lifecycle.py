"""Starting and stopping leave nothing behind: no task, no socket, no thread."""

import asyncio
import gc
import socket
import threading

import pytest

from tests.sandbox.conftest import order_fields
from tests.support.clients import connect
from zhixiao_async import InvalidRequest, NotSent, PayerType, Piaoju, RequestFailed
from zhixiao_async.sandbox import CannotStart, Clock, Sandbox, SandboxThread


async def test_nothing_runs_after_stop():
    """A stop ends every task, with a connection open, and sends a reply held back."""
    before = asyncio.all_tasks()
    gateway = Sandbox()
    await gateway.start()
    gateway.faults.delay(3600)
    client = connect(gateway)
    call = asyncio.ensure_future(client.order_query(order_id="1"))
    while not gateway.requests:  # noqa: ASYNC110 - the sandbox has no event for it
        await asyncio.sleep(0)
    await gateway.stop()
    await asyncio.wait([call])
    assert isinstance(call.exception(), RequestFailed)
    await client.close()
    assert asyncio.all_tasks() == before


async def test_port_is_free_after_stop():
    """The next sandbox can have a stopped one's port at once."""
    async with Sandbox() as gateway:
        port = int(gateway.base_url.rpartition(":")[2])
    async with Sandbox(port=port), Sandbox():
        pass


async def test_taken_port(tmp_path):
    """A taken port is a CannotStart with one sentence, and nothing is left open."""
    async with Sandbox() as gateway:
        port = int(gateway.base_url.rpartition(":")[2])
        refused = Sandbox(port=port, db=str(tmp_path / "db"))
        with pytest.raises(CannotStart, match=f"port {port}: Address already in use"):
            await refused.start()
    gc.collect()
    async with Sandbox(db=str(tmp_path / "db")):  # free again
        await refused.stop()


async def test_start_that_fails_halfway(monkeypatch, tmp_path):
    """A start that fails half way raises its error, and frees the port and the file."""

    async def fail(*_: object) -> None:
        raise OSError("too many open files")

    async with Sandbox() as gateway:
        port = int(gateway.base_url.rpartition(":")[2])
    options = {"port": port, "db": str(tmp_path / "db")}
    with monkeypatch.context() as patched:
        patched.setattr("zhixiao_async.sandbox.server.site.Site.open", fail)
        with pytest.raises(OSError, match="too many") as caught:
            await Sandbox(**options).start()
    async with Sandbox(**options):
        assert caught.value.__traceback__  # holds the port and the file


async def test_stopped_gateway_refuses_connections():
    """A stopped gateway refuses connections."""
    async with Sandbox() as gateway:
        client = connect(gateway)
    async with client:
        with pytest.raises(NotSent):
            await client.order_create(**order_fields())


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
async def test_ipv6():
    """The base URL of an IPv6 address has brackets."""
    try:
        async with Sandbox(host="::1") as gateway:
            assert gateway.base_url.startswith("http://[::1]:")
    except CannotStart:
        pytest.skip("no IPv6 loopback")


async def test_reachable_from_other_machines():
    """The links of a gateway that listens everywhere lead to this machine."""
    async with Sandbox(host="0.0.0.0") as gateway:
        assert gateway.base_url.startswith("http://127.0.0.1:")


async def test_public_url():
    """Pay and receipt links begin with public_url, and clients use base_url."""
    person = Piaoju(payer_type=PayerType.PERSON, payer_name="小明", phone="1")
    async with Sandbox(public_url="https://pay.example.edu/") as gateway:
        assert gateway.base_url.startswith("http://127.0.0.1:")
        async with connect(gateway) as client:
            order = await client.order_create(**order_fields() | {"piaoju": person})
            await gateway.pay(order.order_id)
            receipt = await client.piaoju_query(out_trade_no="20881")
    assert order.url == f"https://pay.example.edu/pay/orderId/{order.order_id}.html"
    assert receipt.url == f"https://pay.example.edu/piaoju/{order.order_id}.pdf"


@pytest.mark.parametrize("url", ["", "pay.example.edu", "ftp://pay.example.edu", 1])
def test_malformed_public_url(url):
    """A malformed public_url is refused before anything is opened."""
    with pytest.raises(InvalidRequest, match="public_url must be http"):
        SandboxThread(public_url=url)


def test_thread_pays_and_notifies():
    """A thread's gateway is paid and notifies, driven from sync code."""
    with SandboxThread() as gateway:

        async def create():
            async with connect(gateway) as client:
                return await client.order_create(**order_fields())

        order = asyncio.run(create())
        gateway.pay(order.order_id)
        gateway.drain()
        assert gateway.order(order.order_id).state == "paid"
        assert len(gateway.notifications) == 1
        assert len(gateway.requests) == 1
        paid = gateway.snapshot()
        gateway.reset()
        assert gateway.requests == []
        gateway.restore(paid)
        assert gateway.order(order.order_id).state == "paid"


def test_thread_that_cant_start_ends():
    """An error of the start is raised in the caller's thread."""
    before = threading.active_count()
    with pytest.raises(CannotStart):
        SandboxThread(db="/nonexistent/sandbox.db").start()
    assert threading.active_count() == before


async def test_stop_waits_for_no_request(gateway):
    """A stop gives a request that doesn't end up after half a second."""
    host, port = gateway.base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        "POST /pay_api/order_query HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue"
    )
    writer.write(f"{head}\r\n\r\n".encode())
    assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"  # it has begun to read
    await asyncio.wait_for(gateway.stop(), 5)
    writer.close()


async def test_stopped_twice():
    """A sandbox may be stopped by hand inside ``async with``."""
    async with Sandbox() as gateway:
        await gateway.stop()


def test_clock_outlives_its_gateway():
    """A clock can be moved when the gateway's thread has ended."""
    clock = Clock()
    with SandboxThread(clock=clock):
        pass
    clock.advance(60)
    clock.freeze()


async def test_requests_are_logged_nowhere_else(client, caplog):
    """Requests are in ``requests``, and in no application's log."""
    caplog.set_level("INFO")
    await client.user_card(user_no="2013141516")
    assert [record.name for record in caplog.records if record.name.startswith("aiohttp")] == []


def test_thread_stopped_twice():
    """A thread may be stopped by hand inside ``with``, and without a start."""
    with SandboxThread() as gateway:
        gateway.stop()
    SandboxThread().stop()


def test_thread_that_does_not_run_says_so():
    """A thread that doesn't run raises a RuntimeError for every method."""
    gateway = SandboxThread()
    with pytest.raises(RuntimeError, match="start it, or use it in a with block"):
        gateway.pay("1")
    with gateway:
        pass
    with pytest.raises(RuntimeError, match="this sandbox isn't running"):
        _ = gateway.requests
