"""The HTTP server, with all of the gateway's windows in it."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Protocol

from aiohttp import web

from .pages.guard import guard

_SHUTDOWN_SECONDS = 0.5


class Window(Protocol):
    """Some of the gateway's paths."""

    def routes(self) -> list[web.RouteDef]:
        """What it answers to."""
        ...


class Site:
    """Serves the windows on a socket.

    Args:
        windows: All of them.
    """

    def __init__(self, windows: Sequence[Window]) -> None:
        app = web.Application(middlewares=[guard])
        for window in windows:
            app.add_routes(window.routes())
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN_SECONDS
        )

    async def open(self, sock: socket.socket) -> None:
        """Serve on a socket that listens."""
        await self._runner.setup()
        await web.SockSite(self._runner, sock).start()

    async def close(self) -> None:
        """Stop serving."""
        await self._runner.cleanup()
