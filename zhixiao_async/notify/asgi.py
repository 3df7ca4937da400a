"""Notifications as a plain ASGI application, for any ASGI server or framework to mount."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from .receiver import MAX_BODY
from .service import NOTHING_CAME, AsyncService, announced, patience, require_service

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_READ_BEFORE = "an application around this one called receive(); have it hand the body on"


def notification_app(service: AsyncService) -> Application:
    """Return an ASGI application that answers notifications at whatever path it is mounted.

    Raises:
        InvalidRequest: It is no service, or zhixiao_sync's.
    """
    require_service(service, must_block=False)

    async def app(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"a notification comes by HTTP, not by {scope['type']}")
        sent = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        comes = announced(sent.get(b"content-length"), sent.get(b"transfer-encoding"))
        read_before = _READ_BEFORE if comes else None
        try:
            body = await _body(receive)
        except TimeoutError:
            body, read_before = b"", NOTHING_CAME
        if body is None:
            return
        answer = await service.answer(scope["method"], body, read_before=read_before)
        headers = {**answer.headers, "Content-Length": str(len(answer.body))}
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            }
        )
        await send({"type": "http.response.body", "body": answer.body})

    return app


async def _body(receive: Receive) -> bytes | None:
    """Return the raw body, at most one byte more than is taken; None if the sender has gone.

    Raises:
        TimeoutError: No part of it came in time.
    """
    body = b""
    async with patience() as waiting:
        while len(body) <= MAX_BODY:
            message = await receive()
            waiting.reschedule(None)
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
    return body[: MAX_BODY + 1]
