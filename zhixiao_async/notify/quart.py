"""Notifications with Quart: ``app.add_url_rule("/notify", view_func=notification_view(…))``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from quart import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from .receiver import MAX_BODY
from .service import NOTHING_CAME, AsyncService, announced, patience, require_service

_READ_BEFORE = "something iterated over request.body; request.get_data() and .form do no harm"


def notification_view(service: AsyncService) -> Callable[[], Awaitable[Response]]:
    """Return a view function for a rule; give the rule ``methods=["POST"]``.

    Raises:
        InvalidRequest: It is no service, or zhixiao_sync's.
    """
    require_service(service, must_block=False)

    async def notify() -> Response:
        body, read_before = await _body()
        answer = await service.answer(request.method, body, read_before=read_before)
        return Response(answer.body, answer.status, answer.headers)

    return notify


async def _body() -> tuple[bytes, str | None]:
    """Return the raw body, or as much of it as is taken, and its likely reader if it is empty."""
    body = b""
    try:
        async with patience() as waiting:
            async for chunk in request.body:
                waiting.reschedule(None)
                body += chunk
                if len(body) > MAX_BODY:
                    break
    except TimeoutError:
        return b"", NOTHING_CAME
    except RequestEntityTooLarge:  # by MAX_CONTENT_LENGTH, before any of it came
        return bytes(MAX_BODY + 1), None
    get = request.headers.get
    sent = announced(get("Content-Length"), get("Transfer-Encoding"))
    return body, _READ_BEFORE if sent else None
