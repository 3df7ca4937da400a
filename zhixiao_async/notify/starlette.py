"""Notifications with Starlette and FastAPI: ``app.add_route("/notify", notification_view(…))``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .._either import is_blocking, require_kind
from .receiver import MAX_BODY
from .service import NotificationService


def notification_view(
    service: NotificationService[Any],
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for a route; give the route ``methods=["POST"]``.

    Raises:
        InvalidRequest: The service is of zhixiao_sync.
    """
    require_kind("service", given=is_blocking(service.answer), blocking=False)

    async def view(request: Request) -> Response:
        answer = await service.answer(request.method, await _body(request))
        return Response(answer.body, answer.status, answer.headers)

    return view


async def _body(request: Request) -> bytes:
    """The raw body, or as much of it as came."""
    body = b""
    with suppress(ClientDisconnect):
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                break
    return body
