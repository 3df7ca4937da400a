"""A sandbox in a thread, a socket that never answers, and synchronous clients of both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.support.leaks import no_leaks  # noqa: F401 - a fixture
from zhixiao_async import BEIJING, RetryPolicy, Timeouts
from zhixiao_async.sandbox import TEST_CREDENTIALS, SandboxThread
from zhixiao_sync import Client
from zhixiao_sync.bridge.loop_thread import LoopThread

from .bridges import bridge, entered, held_up, stopping  # noqa: F401 - fixtures
from .processes import (  # noqa: F401 - fixtures
    forked,
    interpreter,
    run_forked,
    run_python,
    start_python,
)
from .silence import PATIENCE, Silence

ENDING = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
TO_END = 120.0
"""Seconds for all processes of a server: each works for a third of one at its end."""


@pytest.fixture(autouse=True)
def loop_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[LoopThread]]:
    """List the loop threads that are started, and check that each has ended with its test."""
    started: list[LoopThread] = []

    def start(thread: LoopThread) -> None:
        started.append(thread)
        begin(thread)

    begin = LoopThread.start
    monkeypatch.setattr(LoopThread, "start", start)
    yield started
    for thread in started:
        thread.join()
        assert thread.ended, "a client's thread goes on"


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxThread]:
    """Run a sandbox for a file's tests, with an hour's thousand orders until ``ENDING``."""
    with SandboxThread() as sandbox:
        sandbox.seed_orders(1000, 1 / 24, ending=ENDING)
        yield sandbox


@pytest.fixture
def silence() -> Iterator[Silence]:
    """Run a gateway that never answers."""
    gateway = Silence()
    yield gateway
    gateway.close()


@pytest.fixture
def new_client() -> Iterator[Callable[..., Client]]:
    """Make clients that are patient and try once; they are closed in the end."""
    made: list[Client] = []

    def make(base_url: str, **options: Any) -> Client:
        settings = {
            "retry": RetryPolicy(attempts=1),
            "timeouts": Timeouts(sock_read=PATIENCE, total=PATIENCE, deadline=PATIENCE),
        }
        client = Client(TEST_CREDENTIALS, base_url=base_url, **(settings | options))
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(gateway: SandboxThread, new_client: Callable[..., Client]) -> Client:
    """Return a client of the sandbox."""
    return new_client(gateway.base_url)


@pytest.fixture
def order() -> Callable[..., dict[str, Any]]:
    """Return a function for the fields of an order with a number."""
    return lambda number: {
        "body": "学费",
        "out_trade_no": str(number),
        "total_fee": 19800,
        "user_no": "2013141516",
        "notify_url": "http://127.0.0.1:9/notify",
    }


@pytest.fixture
def in_thread() -> Iterator[Callable[..., Callable[[], Any]]]:
    """Call a function in a thread; return a function that waits for its result or its error."""
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
