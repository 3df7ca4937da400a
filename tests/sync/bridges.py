"""A bridge without a client, and what it is given to run."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from zhixiao_sync.bridge.bridge import Bridge

from .silence import PATIENCE


class Stopping:
    """Count how often a bridge's client was told to stop."""

    def __init__(self) -> None:
        self.count = 0

    async def stop(self) -> None:
        self.count += 1


async def nothing() -> None:
    """Return at once."""


async def answer() -> int:
    """Return an answer at once."""
    return 42


def bridge_for(client: Stopping) -> Bridge:
    """Return a bridge that only this client uses."""
    bridge = Bridge()
    bridge.closers[client] = client.stop
    return bridge


@pytest.fixture
def stopping() -> Stopping:
    """Return a counter of stops."""
    return Stopping()


@pytest.fixture
def bridge(stopping: Stopping) -> Iterator[Bridge]:
    """Return a bridge with a loop of its own."""
    own = bridge_for(stopping)
    yield own
    own.close()


@pytest.fixture
def entered() -> threading.Event:
    """Return an event that is set when the pending call has begun."""
    return threading.Event()


@pytest.fixture
def held_up(bridge: Bridge, entered: threading.Event) -> Iterator[threading.Event]:
    """Hold up the bridge's loop until the event is set."""
    go = threading.Event()

    def block() -> None:
        entered.set()
        go.wait(PATIENCE)

    bridge.run(nothing)
    thread = bridge.thread
    assert thread is not None
    thread._loop.call_soon_threadsafe(block)
    assert entered.wait(PATIENCE)
    yield go
    go.set()
