"""The gateway's side: it kills the merchant it serves, and tells when it is at rest."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from typing import Any

from zhixiao_async.registry import Effect, Endpoint
from zhixiao_async.sandbox import Sandbox, SandboxThread
from zhixiao_async.sandbox.server import serving

from .points import ARRIVED, MADE

PATIENCE = 30.0
"""Seconds after which waiting fails."""


class Gatekeeper:
    """Wraps the gateway's work, and kills the merchant before or after it."""

    def __init__(self) -> None:
        self._point: str | None = None
        self._nth = 0
        self._started = threading.Event()
        self._dead = threading.Event()
        self.pid = 0

    def arm(self, point: str, nth: int) -> None:
        """Choose the point and the count for the next merchant."""
        self._point, self._nth = point, nth
        self._started.clear()
        self._dead.clear()

    def started(self, pid: int) -> None:
        """Take the merchant's process id."""
        self.pid = pid
        self._started.set()

    def ended(self) -> None:
        """Take the merchant for dead; the gateway still has its request."""
        self._point = None
        self._dead.set()

    def serve(
        self, context: Any, credentials: Any, endpoint: Endpoint, body: bytes, **more: Any
    ) -> Any:
        """Serve a request in place of the sandbox's own function."""
        money = endpoint.effect is Effect.MONEY
        if money:
            self._pass(ARRIVED)
        served = serving.serve(context, credentials, endpoint, body, **more)
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


def wait_until_idle(gateway: SandboxThread) -> None:
    """Wait until the gateway has no request of the dead process left, before the audit.

    Connections are accepted in the order in which they were made: once one of our own has been
    answered, the dead process's have been accepted; once none is left, all requests were served.
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
    """Return whether a task of the server is serving a request."""
    return any("RequestHandler.start" in repr(task) for task in asyncio.all_tasks())
