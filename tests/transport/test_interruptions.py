"""A call is cancelled, or Ctrl-C is pressed: before, while and after its request is sent."""

from __future__ import annotations

import asyncio
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

import zhixiao_sync
from zhixiao_async import Client, Connections, Effect, Timeouts

from .effects import effects
from .faults import INTERRUPTIONS

BEFORE, WHILE, AFTER = INTERRUPTIONS
PATIENCE = 30.0
"""Seconds after which whatever is waited for in vain fails."""
PATIENT = Timeouts(
    connect=PATIENCE, sock_connect=PATIENCE, sock_read=PATIENCE, total=PATIENCE, deadline=PATIENCE
)
LONG = {"x": "x" * 8_000_000}
at_each_moment = pytest.mark.parametrize("moment", INTERRUPTIONS)


class Line:
    """A server that takes one connection, never answers, and interrupts the caller at a moment.

    A second connection is none of its business, and waits in the backlog until the end.
    """

    def __init__(self, moment: str) -> None:
        self.interrupt: Callable[[], None] = lambda: None
        self.hung_up = self.came_again = False
        self._moment = moment
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(PATIENCE)
        scheme = "https" if moment == BEFORE else "http"
        self.base_url = f"{scheme}://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Wait until the client has hung up; return whether it had connected again."""
        self._thread.join(PATIENCE)
        if self._server.fileno() >= 0:
            self.came_again = bool(select.select([self._server], [], [], 0)[0])
        self._server.close()

    def _serve(self) -> None:
        peer, _ = self._server.accept()
        with peer:
            peer.settimeout(PATIENCE)
            received = peer.recv(1000) if self._moment != BEFORE else b""
            while self._moment == AFTER and b"sign=" not in received:
                received += peer.recv(1000)
            self.interrupt()
            with suppress(ConnectionResetError):
                while peer.recv(65536):
                    pass
            self.hung_up = True


@pytest.fixture
def line(moment: str) -> Iterator[Line]:
    one = Line(moment)
    yield one
    one.close()


def send(client: Any, moment: str, effect: Effect) -> Any:
    """Make the call; for the moment within sending, one that is too long to be sent at once."""
    params = LONG if moment == WHILE else {"out_trade_no": "20881"}
    return client.raw("/pay_api/something_new", params, effect=effect)


def check(interruption: BaseException, line: Line, moment: str, effect: Effect) -> None:
    """Check that the exception notes what may have been applied, and that nothing still waits."""
    notes = getattr(interruption, "__notes__", [])
    noted = INTERRUPTIONS[moment].noted and effect is not Effect.READ
    assert ["may have been applied" in note for note in notes] == [True] * noted
    line.close()
    assert line.hung_up
    assert not line.came_again


@at_each_moment
@effects
async def test_cancelled(play, line, moment, effect) -> None:
    """A coroutine ends as cancelled, with a note if its request may have been applied."""
    before, loop = asyncio.all_tasks(), asyncio.get_running_loop()
    async with Client(play.credentials, base_url=line.base_url, timeouts=PATIENT) as client:
        task = asyncio.create_task(send(client, moment, effect))
        line.interrupt = lambda: loop.call_soon_threadsafe(task.cancel)
        line.start()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task

        assert asyncio.all_tasks() == before
        check(caught.value, line, moment, effect)


async def test_ctrl_c_within_a_call(new_client, gateway, play) -> None:
    """Without the loop's own handler Ctrl-C strikes anywhere; the note is there all the same."""

    async def press(*_: object) -> None:
        raise KeyboardInterrupt

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(press)
    gateway.plays(play.reply())
    client = new_client(connections=Connections(trace_configs=(trace,)))

    with pytest.raises(KeyboardInterrupt) as caught:
        await client.order_refund(out_trade_no="20881")

    assert "order_refund had been sent and may have been applied" in caught.value.__notes__[0]


@at_each_moment
@effects
def test_ctrl_c(play, line, moment, effect) -> None:
    """A sync call ends in KeyboardInterrupt with the same note, and its thread with the client."""
    main = threading.main_thread().ident
    assert threading.get_ident() == main, "Ctrl-C reaches the main thread only"
    before = set(threading.enumerate())
    with zhixiao_sync.Client(play.credentials, base_url=line.base_url, timeouts=PATIENT) as client:
        line.interrupt = lambda: signal.pthread_kill(main, signal.SIGINT)
        line.start()
        with pytest.raises(KeyboardInterrupt) as caught:
            send(client, moment, effect)

        check(caught.value, line, moment, effect)
    assert "zhixiao" not in {thread.name for thread in set(threading.enumerate()) - before}
