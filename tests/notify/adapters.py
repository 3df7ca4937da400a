"""Every adapter called directly, without a server, before a service that only takes notes."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from functools import partial
from typing import Any
from unittest.mock import Mock

import attrs
from aiohttp.streams import StreamReader
from aiohttp.test_utils import make_mocked_request
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from flask import Flask
from starlette.requests import Request

import tests.support.django_site  # noqa: F401 - Django wants settings
from zhixiao_async.notify.aiohttp import notification_view as aiohttp_view
from zhixiao_async.notify.asgi import notification_app as asgi_app
from zhixiao_async.notify.django import notification_view as django_view
from zhixiao_async.notify.service import Answer
from zhixiao_async.notify.starlette import notification_view as starlette_view
from zhixiao_sync.notify.flask import notification_view as flask_view
from zhixiao_sync.notify.wsgi import notification_app as wsgi_app

FORM = "application/x-www-form-urlencoded"


@attrs.frozen
class Sent:
    """A request.

    Attributes:
        chunks: Its body, as it comes in.
        end: What happens after the last of them.
        method: HTTP's.
        headers: By their names in lower case.
        promised: Whether a WSGI server promises to mark the body's end.
    """

    chunks: tuple[bytes, ...] = ()
    end: str | Exception = "end"
    method: str = "POST"
    headers: Mapping[str, str] = {}
    promised: bool = True


@attrs.frozen
class Received:
    """An answer as the sender gets it."""

    status: int
    headers: dict[str, str]
    body: bytes


@attrs.define
class _Notes:
    """The deliveries that a service is handed, and its answer to them."""

    answers: Answer = attrs.Factory(lambda: Answer(200, b"{}"))
    handed: list[tuple[str, bytes, str | None]] = attrs.Factory(list)

    def _take(self, method: str, body: bytes, read_before: str | None) -> Answer:
        self.handed.append((method, body, read_before))
        return self.answers


class AwaitedNotes(_Notes):
    """A service for the adapters of zhixiao_async."""

    async def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Answer:
        """Note it."""
        return self._take(method, body, read_before)


class BlockingNotes(_Notes):
    """A service for the adapters of zhixiao_sync."""

    def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Answer:
        """Note it."""
        return self._take(method, body, read_before)


async def on_asgi(service: Any, sent: Sent) -> Received | None:
    """Deliver to the plain ASGI application."""
    return await _asgi(asgi_app(service), sent)


async def on_starlette(service: Any, sent: Sent) -> Received | None:
    """Deliver to Starlette's view."""
    view = starlette_view(service)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await (await view(Request(scope, receive)))(scope, receive, send)

    return await _asgi(app, sent)


def scope(sent: Sent) -> dict[str, Any]:
    """Return a request as ASGI describes it."""
    headers = [(name.encode(), value.encode()) for name, value in sent.headers.items()]
    return {"type": "http", "method": sent.method, "path": "/", "headers": headers}


async def _asgi(app: Any, sent: Sent) -> Received | None:
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in sent.chunks
    ]
    if isinstance(sent.end, Exception):
        messages.append({"type": "http.disconnect"})
    elif sent.end == "end":
        messages.append({"type": "http.request"})  # neither a body nor more of it
    answered: list[dict[str, Any]] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else await asyncio.Event().wait()

    async def send(message: dict[str, Any]) -> None:
        answered.append(message)

    await app(scope(sent), receive, send)
    if not answered:
        return None
    start, *parts = answered
    assert {start["type"]} | {part["type"] for part in parts} == {
        "http.response.start",
        "http.response.body",
    }
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Received(start["status"], headers, b"".join(part["body"] for part in parts))


def aiohttp_request(sent: Sent) -> Any:
    """Return a request as aiohttp's server hands it to a view."""
    content = StreamReader(Mock(), 2**16, loop=asyncio.get_running_loop())
    _feed(content, list(sent.chunks), sent.end)
    return make_mocked_request(sent.method, "/", headers=sent.headers, payload=content)


async def on_aiohttp(service: Any, sent: Sent) -> Received:
    """Deliver to the view of aiohttp.web."""
    response = await aiohttp_view(service)(aiohttp_request(sent))
    headers = {name.lower(): value for name, value in response.headers.items()}
    headers["connection"] = "close" if response.keep_alive is False else "keep-alive"
    assert isinstance(response.body, bytes)
    return Received(response.status, headers, response.body)


def _feed(content: StreamReader, chunks: list[bytes], end: str | Exception) -> None:
    """Feed a chunk at a time, the next once the view waits for it."""
    if chunks:
        content.feed_data(chunks.pop(0))
        asyncio.get_running_loop().call_soon(_feed, content, chunks, end)
    elif isinstance(end, Exception):
        content.set_exception(end)
    elif end == "end":
        content.feed_eof()


class _Gone(io.BytesIO):
    """The input of a server whose client has gone."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise ConnectionResetError


def environ(sent: Sent) -> dict[str, Any]:
    """Return a request as WSGI describes it."""
    gone = isinstance(sent.end, Exception)
    given = {
        "REQUEST_METHOD": sent.method,
        "PATH_INFO": "/",
        "SERVER_NAME": "a",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": FORM,
        "wsgi.url_scheme": "http",
        "wsgi.input": _Gone() if gone else io.BytesIO(b"".join(sent.chunks)),
    }
    for name, value in sent.headers.items():
        key = name.upper().replace("-", "_")
        given[key if key == "CONTENT_LENGTH" else f"HTTP_{key}"] = value
    return given | ({"wsgi.input_terminated": True} if sent.promised else {})


async def on_wsgi(service: Any, sent: Sent) -> Received:
    """Deliver to the plain WSGI application."""
    begun: list[tuple[str, Any]] = []
    parts = wsgi_app(service)(environ(sent), lambda *them: begun.append(them))  # type: ignore[arg-type,return-value]
    ((status, headers),) = begun
    given = {name.lower(): value for name, value in headers}
    return Received(int(status[:3]), given, b"".join(parts))


async def on_flask(service: Any, sent: Sent) -> Received:
    """Deliver to Flask's view."""
    with Flask(__name__, static_folder=None).request_context(environ(sent)):
        answer = flask_view(service)()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Received(answer.status_code, headers, answer.data)


async def on_django(service: Any, sent: Sent, *, awaited: bool = False) -> Received:
    """Deliver to Django's view; with an ASGI server, if it is awaited."""
    if awaited:
        gone = isinstance(sent.end, Exception)
        body = _Gone() if gone else io.BytesIO(b"".join(sent.chunks))
        answer = await django_view(service)(ASGIRequest(scope(sent), body))
    else:
        answer = django_view(service)(WSGIRequest(environ(sent)))
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Received(answer.status_code, headers, answer.content)


AWAITED: dict[str, Any] = {
    "aiohttp": on_aiohttp,
    "asgi": on_asgi,
    "starlette": on_starlette,
    "django, async": partial(on_django, awaited=True),
}
BLOCKING: dict[str, Any] = {"flask": on_flask, "wsgi": on_wsgi, "django": on_django}
