"""The HTTP server over the gateway's API and pages."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Protocol

from aiohttp import web

from ..pages.guard import guard
from ..pages.http import error_pages

_SHUTDOWN_SECONDS = 0.5


class RouteProvider(Protocol):
    """Serves some of the gateway's paths."""

    def routes(self) -> list[web.RouteDef]:
        """Return a route for each of the paths."""
        ...


class Site:
    """The HTTP server.

    Args:
        providers: The API and the pages.
    """

    def __init__(self, providers: Sequence[RouteProvider]) -> None:
        app = web.Application(middlewares=[error_pages, guard])
        for provider in providers:
            app.add_routes(provider.routes())
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
