"""Notifications with aiohttp.web: ``app.router.add_post("/notify", notification_view(…))``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from .receiver import MAX_BODY
from .service import AsyncService, announced, require_service

_UNPACKED = {"gzip", "deflate", "br", "zstd"}
"""Encodings that aiohttp decodes by itself, so that the raw body is gone. No gateway uses them."""

_READ_BEFORE = "a middleware read request.content; request.read() and request.post() do no harm"


def notification_view(
    service: AsyncService,
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler for a route; it enforces the method and a size limit itself.

    Raises:
        InvalidRequest: It is no service, or zhixiao_sync's.
    """
    require_service(service, must_block=False)

    async def view(request: web.Request) -> web.Response:
        body = await _body(request)
        get = request.headers.get
        if get("Content-Encoding", "").lower() in _UNPACKED:
            answer = await service.answer(request.method, b"")
        else:
            sent = announced(get("Content-Length"), get("Transfer-Encoding"))
            gone = request.content.exception() is not None
            answer = await service.answer(
                request.method, body, read_before=_READ_BEFORE if sent and not gone else None
            )
        response = web.Response(status=answer.status, body=answer.body, headers=answer.headers)
        if request.content.exception() is not None:
            # The server would read on after the answer, and log that it can't.
            request.content.feed_eof()
            response.force_close()
        return response

    return view


async def _body(request: web.Request) -> bytes:
    """Return the raw body, or as much of it as came."""
    if request.content.at_eof():
        return await request.read()  # keeps a body that a middleware has read before
    body = b""
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > MAX_BODY:
                break
    except (ConnectionError, web.RequestPayloadError):  # the sender has gone, or sends nonsense
        pass
    return body
