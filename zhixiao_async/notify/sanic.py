"""Notifications with Sanic: ``app.add_route(notification_view(…), …, methods=["POST"])``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from sanic.http import Http
from sanic.request import Request
from sanic.response import HTTPResponse

from .receiver import MAX_BODY
from .service import AsyncService, announced, require_service

_READ_BEFORE = "a middleware read request.stream; have it await request.receive_body()"


def notification_view(service: AsyncService) -> Callable[[Request], Awaitable[HTTPResponse]]:
    """Return a handler for a route; it enforces a size limit itself.

    Raises:
        InvalidRequest: It is no service, or zhixiao_sync's.
    """
    require_service(service, must_block=False)

    async def notify(request: Request) -> HTTPResponse:
        body = await _body(request)
        get = request.headers.get
        sent = announced(get("content-length"), get("transfer-encoding"))
        read_before = _READ_BEFORE if sent else None
        answer = await service.answer(request.method, body, read_before=read_before)
        allow = {"Allow": answer.allow} if answer.allow else {}
        return HTTPResponse(answer.body, answer.status, allow, answer.content_type)

    # Sanic's own mark of ``stream=True``: else it would read up to 100 MB before.
    notify.is_stream = True  # type: ignore[attr-defined]
    return notify


async def _body(request: Request) -> bytes:
    """Return the raw body, or as much of it as is taken."""
    body = request.body  # there if a middleware has received it
    stream = cast("Http", request.stream)
    while len(body) <= MAX_BODY and (chunk := await stream.read()):
        body += chunk
    return body
