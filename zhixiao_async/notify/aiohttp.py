"""Notifications with aiohttp.web: ``app.router.add_post("/notify", notification_view(…))``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from .receiver import MAX_BODY
from .service import NotificationService


def notification_view(
    service: NotificationService[Any],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler for a route; it enforces the method and a size limit itself."""

    async def view(request: web.Request) -> web.Response:
        answer = await service.answer(request.method, await _body(request))
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)

    return view


async def _body(request: web.Request) -> bytes:
    """The raw body, or as much of it as came."""
    if request.content.at_eof():
        return await request.read()  # which has kept it, if a middleware has read it before
    body = b""
    with suppress(ConnectionError):  # the sender has gone
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > MAX_BODY:
                break
    return body
