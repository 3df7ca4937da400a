"""The gateway's side: it kills whom it is at work for, and is waited for until it is at rest."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from typing import Any

from zhixiao_async.registry import Effect, Endpoint
from zhixiao_async.sandbox import Sandbox, SandboxThread, serving

from .points import ARRIVED, MADE

PATIENCE = 30.0
"""Seconds after which whatever is waited for in vain fails."""


class Gatekeeper:
    """Stands in the gateway and kills whom it is at work for, before or after the work."""

    def __init__(self) -> None:
        self._point: str | None = None
        self._nth = 0
        self._started = threading.Event()
        self._dead = threading.Event()
        self.pid = 0

    def arm(self, point: str, nth: int) -> None:
        """For the next merchant."""
        self._point, self._nth = point, nth
        self._started.clear()
        self._dead.clear()

    def started(self, pid: int) -> None:
        """That is the one."""
        self.pid = pid
        self._started.set()

    def ended(self) -> None:
        """It is dead: what it sent is still in hand."""
        self._point = None
        self._dead.set()

    def serve(
        self, desk: Any, credentials: Any, endpoint: Endpoint, body: bytes, **more: Any
    ) -> Any:
        """In the place of the sandbox's own."""
        money = endpoint.effect is Effect.MONEY
        if money:
            self._pass(ARRIVED)
        served = serving.serve(desk, credentials, endpoint, body, **more)
        if money:
            self._pass(MADE)
        return served

    def _pass(self, point: str) -> None:
        if self._point != point:
            return
        self._nth -= 1
        if not self._nth:
            assert self._started.wait(PATIENCE)
            os.kill(self.pid, signal.SIGKILL)
            assert self._dead.wait(PATIENCE)


def quiet(gateway: SandboxThread) -> None:
    """Wait until the gateway has nothing of the dead in hand, so that 'not applied' is honest.

    Connections are accepted in the order in which they were made: once one of our own has been
    answered, the dead's have been accepted; and once none is left, what they sent was served.
    """
    host, port = gateway.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), PATIENCE) as probe:
        probe.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while probe.recv(65536):
            pass

    async def served(sandbox: Sandbox) -> None:
        async with asyncio.timeout(PATIENCE):
            while sandbox._site._runner.server.connections or requests_in_hand():  # noqa: ASYNC110
                await asyncio.sleep(0)

    gateway.run(served)


def requests_in_hand() -> bool:
    """Whether a task of the server's is at a request."""
    return any("RequestHandler.start" in repr(one) for one in asyncio.all_tasks())
