"""Notifications with Starlette and FastAPI: ``app.add_route("/notify", notification_view(…))``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .receiver import MAX_BODY
from .service import NotificationService


def notification_view(
    service: NotificationService[Any],
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for a route; give the route ``methods=["POST"]``."""

    async def view(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                break
        answer = await service.answer(request.method, body)
        return Response(answer.body, answer.status, answer.headers)

    return view
