"""Notifications with Starlette and FastAPI: ``app.add_route("/notify", notification_view(…))``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .receiver import MAX_BODY
from .service import NOTHING_CAME, AsyncService, announced, patience, require_service

_READ_BEFORE = "a middleware awaited request.form(); have it await request.body() first"


def notification_view(service: AsyncService) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint for a route; give the route ``methods=["POST"]``.

    Raises:
        InvalidRequest: It is no service, or zhixiao_sync's.
    """
    require_service(service, must_block=False)

    async def view(request: Request) -> Response:
        body, read_before = await _body(request)
        answer = await service.answer(request.method, body, read_before=read_before)
        return Response(answer.body, answer.status, answer.headers)

    return view


async def _body(request: Request) -> tuple[bytes, str | None]:
    """Return the raw body, or as much of it as came, and its likely reader if it is empty."""
    body = b""
    try:
        async with patience() as waiting:
            async for chunk in request.stream():
                waiting.reschedule(None)
                body += chunk
                if len(body) > MAX_BODY:
                    break
    except ClientDisconnect:
        return body, None
    except TimeoutError:
        return b"", NOTHING_CAME
    except RuntimeError:  # the stream of this very request is consumed
        return b"", _READ_BEFORE
    get = request.headers.get
    sent = announced(get("content-length"), get("transfer-encoding"))
    return body, _READ_BEFORE if sent else None
