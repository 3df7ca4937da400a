"""A gateway that counts the requests it has in hand, and that asks to come back later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import aiohttp
import attrs
from aiohttp import web

SLOWNESS = 0.03
"""Seconds for which a request is in hand, so that those of two workers meet."""


@attrs.define
class BusyGateway:
    """Stands in front of a sandbox.

    Attributes:
        sandbox_url: The sandbox's.
        refused: When the first request was sent away, on the monotonic clock.
        repeated: When it came again.
        most: Requests in hand at a time, at most.
    """

    sandbox_url: str
    refused: dict[bytes, float] = attrs.field(factory=dict)
    repeated: dict[bytes, float] = attrs.field(factory=dict)
    most: int = 0
    _in_hand: int = 0

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Yield its base URL."""
        app = web.Application()
        app.router.add_post("/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self._in_hand += 1
        self.most = max(self.most, self._in_hand)
        try:
            return await self._forward(request)
        finally:
            self._in_hand -= 1

    async def _forward(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self.refused:
            self.refused[body] = monotonic()
            return web.Response(status=503, headers={"Retry-After": "1"})
        if body in self.refused:
            self.repeated.setdefault(body, monotonic())
        async with (
            aiohttp.ClientSession(self.sandbox_url) as session,
            session.post(request.path, data=body, headers=_type_of(request)) as reply,
        ):
            await asyncio.sleep(SLOWNESS)
            return web.Response(body=await reply.read(), content_type="text/html")


def _type_of(request: web.Request) -> dict[str, str]:
    return {"Content-Type": request.headers["Content-Type"]}
