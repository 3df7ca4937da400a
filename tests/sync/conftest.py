"""A sandbox in a thread or a socket that never answers, and synchronous clients of both."""

from __future__ import annotations

import gc
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from zhixiao_async import BEIJING, RetryPolicy, Timeouts
from zhixiao_async.sandbox import TEST_CREDENTIALS, SandboxThread
from zhixiao_sync import Client
from zhixiao_sync._bridge import Bridge
from zhixiao_sync._worker import Worker

ENDING = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
PATIENCE = 30.0
"""Seconds after which whatever is waited for in vain fails."""
TO_END = 120.0
"""Seconds for all processes of a server: each works for a third of one at its end."""


class Silence:
    """A gateway that takes requests and never answers them."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(PATIENCE)
        self.base_url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._peers: list[socket.socket] = []

    def request(self) -> socket.socket:
        """Wait until a whole request has arrived; gives its connection."""
        peer, _ = self._server.accept()
        self._peers.append(peer)
        peer.settimeout(PATIENCE)
        received = b""
        while b"sign=" not in received:
            received += peer.recv(65536)
        return peer

    def connection(self) -> socket.socket:
        """Wait for a connection and read nothing from it."""
        peer, _ = self._server.accept()
        return peer

    def close(self) -> None:
        for one in [self._server, *self._peers]:
            one.close()


class Stopping:
    """Counts how often a bridge's client was told to stop."""

    def __init__(self) -> None:
        self.count = 0

    async def stop(self) -> None:
        self.count += 1


async def nothing() -> None:
    """What a loop is started by."""


async def answer() -> int:
    """What a loop is given to do that takes no time."""
    return 42


def bridge_for(client: Stopping) -> Bridge:
    """A bridge that nobody else uses."""
    bridge = Bridge()
    bridge.closers[client] = client.stop
    return bridge


@pytest.fixture(autouse=True, scope="module")
def no_leaks() -> Iterator[None]:
    """What a file's tests forget to close warns, which is an error, before the next file."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Worker]]:
    """The clients' threads that are started; each has ended when its test has."""
    started: list[Worker] = []

    def start(worker: Worker) -> None:
        started.append(worker)
        begin(worker)

    begin = Worker.start
    monkeypatch.setattr(Worker, "start", start)
    yield started
    for worker in started:
        worker.join()
        assert worker.ended, "a client's thread goes on"


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxThread]:
    """A sandbox for a file's tests, with an hour's thousand orders until ``ENDING``."""
    with SandboxThread() as one:
        one.seed_orders(1000, 1 / 24, ending=ENDING)
        yield one


@pytest.fixture
def silence() -> Iterator[Silence]:
    one = Silence()
    yield one
    one.close()


@pytest.fixture
def new_client() -> Iterator[Callable[..., Client]]:
    """Make clients that are patient and try once; they are closed in the end."""
    made: list[Client] = []

    def make(base_url: str, **options: Any) -> Client:
        settings = {
            "retry": RetryPolicy(attempts=1),
            "timeouts": Timeouts(sock_read=PATIENCE, total=PATIENCE, deadline=PATIENCE),
        }
        made.append(one := Client(TEST_CREDENTIALS, base_url=base_url, **(settings | options)))
        return one

    yield make
    for one in made:
        one.close()


@pytest.fixture
def held_up(portal: Bridge, entered: threading.Event) -> Iterator[threading.Event]:
    """The loop is at something else until the event is set."""
    go = threading.Event()

    def block() -> None:
        entered.set()
        go.wait(PATIENCE)

    portal.run(nothing)
    worker = portal.worker
    assert worker is not None
    worker._loop.call_soon_threadsafe(block)
    assert entered.wait(PATIENCE)
    yield go
    go.set()


@pytest.fixture
def client(gateway: SandboxThread, new_client: Callable[..., Client]) -> Client:
    return new_client(gateway.base_url)


@pytest.fixture
def order() -> Callable[..., dict[str, Any]]:
    """The fields of an order with this number."""
    return lambda number: {
        "body": "学费",
        "out_trade_no": str(number),
        "total_fee": 19800,
        "user_no": "2013141516",
        "notify_url": "http://127.0.0.1:9/notify",
    }


@pytest.fixture
def run_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a script to its end in an interpreter that takes warnings for errors."""

    def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-X", "dev", "-c", script, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture
def start_python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a script in such an interpreter; it is killed in the end if it still runs."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-X", "dev", "-c", script, *arguments]
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        started.append(process := subprocess.Popen(command, text=True, **pipes))
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def in_thread() -> Iterator[Callable[..., Callable[[], Any]]]:
    """Call a function in a thread; gives a function that waits for its result or its error."""
    threads: list[threading.Thread] = []

    def start(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[], Any]:
        outcome: list[Any] = []

        def target() -> None:
            try:
                outcome.append(function(*args, **kwargs))
            except BaseException as error:  # handed to the test
                outcome.append(error)

        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        threads.append(thread)

        def wait() -> Any:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the call hangs"
            return outcome[0]

        return wait

    yield start
    for thread in threads:
        thread.join(PATIENCE)


@pytest.fixture
def forked() -> Callable[[Callable[[], Any]], str]:
    """Run a function in a forked child; gives ``"ok"``, or what went wrong there."""

    def run(function: Callable[[], Any]) -> str:
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            said = "ok"
            try:
                function()
            except BaseException as error:  # told to the parent
                said = repr(error)
            with suppress(OSError):
                os.write(theirs, said.encode())
            os._exit(0)
        os.close(theirs)
        try:
            ready, _, _ = select.select([ours], [], [], PATIENCE)
            if not ready:
                os.kill(child, 9)
                return "the child hangs"
            return os.read(ours, 65536).decode()
        finally:
            os.close(ours)
            os.waitpid(child, 0)

    return run


@pytest.fixture
def stopping() -> Stopping:
    return Stopping()


@pytest.fixture
def portal(stopping: Stopping) -> Iterator[Bridge]:
    """A bridge to a loop of its own."""
    one = bridge_for(stopping)
    yield one
    one.close()


@pytest.fixture
def entered() -> threading.Event:
    """Set when the pending call has begun."""
    return threading.Event()
