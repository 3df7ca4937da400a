"""Notifications with Starlette and FastAPI: ``app.add_route("/notify", notification_view(…))``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .._either import is_blocking, require_kind
from .receiver import MAX_BODY
from .service import NotificationService, announced

_READ_BEFORE = "a middleware awaited request.form(); have it await request.body() first"


def notification_view(
    service: NotificationService[Any],
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for a route; give the route ``methods=["POST"]``.

    Raises:
        InvalidRequest: The service is of zhixiao_sync.
    """
    require_kind("service", given=is_blocking(service.answer), blocking=False)

    async def view(request: Request) -> Response:
        body = await _body(request)
        answer = await service.answer(
            request.method, body or b"", read_before=None if body is None else _READ_BEFORE
        )
        return Response(answer.body, answer.status, answer.headers)

    return view


async def _body(request: Request) -> bytes | None:
    """The raw body, or as much of it as came; None if there was none, or its sender has gone."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                break
    except ClientDisconnect:
        return body or None
    except RuntimeError:  # the stream of this very request is consumed
        return b""
    get = request.headers.get
    return body if body or announced(get("content-length"), get("transfer-encoding")) else None
