"""Each framework's adapter hands a request on as it came, and the answer back as it is."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.web import RequestPayloadError
from flask import Flask, request

from zhixiao_async.notify import MAX_BODY, asgi
from zhixiao_async.notify.aiohttp import notification_view as aiohttp_view
from zhixiao_async.notify.service import Answer
from zhixiao_sync.notify.flask import notification_view as flask_view

from .adapters import (
    AWAITED,
    BLOCKING,
    AwaitedNotes,
    BlockingNotes,
    Received,
    Sent,
    aiohttp_request,
)
from .adapters import environ as environ_of

BODY = b"id=1&param=2&sign=3"
TOO_LONG = MAX_BODY + 1


class Adapter:
    """Delivers to a service by one of the frameworks."""

    def __init__(self, name: str) -> None:
        self.service = AwaitedNotes() if name in AWAITED else BlockingNotes()
        self._deliver = (AWAITED | BLOCKING)[name]

    async def deliver(self, *chunks: bytes, **more: Any) -> Received:
        async with asyncio.timeout(20):  # an adapter that waits for more than it may
            return await self._deliver(self.service, Sent(chunks, **more))

    async def handed(self, *chunks: bytes, **more: Any) -> tuple[str, bytes, str | None]:
        """Return what the service got of a delivery."""
        await self.deliver(*chunks, **more)
        (delivery,) = self.service.handed
        return delivery


@pytest.fixture
def adapter(request):
    """Return the adapter of this name."""
    return Adapter(request.param)


def on(*names: str) -> Any:
    """Parametrize a test by these adapters, or by all."""
    return pytest.mark.parametrize("adapter", names or [*AWAITED, *BLOCKING], indirect=True)


@on()
@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_request(adapter, method):
    """The service gets the method and the raw bytes, whatever they are."""
    handed = await adapter.handed(b"\xff\x00 +%2B", BODY, method=method)
    assert handed[:2] == (method, b"\xff\x00 +%2B" + BODY)


@on()
async def test_nothing_announced_and_nothing_sent(adapter):
    """An empty body that no header announces is a forgery: nobody has read it before."""
    assert await adapter.handed(b"") == ("POST", b"", None)


@on()
async def test_answer(adapter):
    """Status, headers and body are the service's; the type isn't the framework's own."""
    adapter.service.answers = Answer(405, b"not so", "text/plain", allow="POST")
    received = await adapter.deliver(BODY)
    assert (received.status, received.body) == (405, b"not so")
    assert (received.headers["content-type"], received.headers["allow"]) == ("text/plain", "POST")


@on("asgi", "wsgi")
async def test_length_of_the_answer(adapter):
    """An adapter without a framework sends the answer's length itself."""
    assert (await adapter.deliver(BODY)).headers["content-length"] == "2"


@on()
async def test_body_without_an_end(adapter):
    """One byte more than is taken of a long body is read, and its end isn't awaited."""
    end = "never" if isinstance(adapter.service, AwaitedNotes) else "end"
    _, body, _ = await adapter.handed(b"&" * MAX_BODY, b"&", b"&&&", end=end)
    assert len(body) == TOO_LONG


@on("aiohttp", "starlette", "django, async", *BLOCKING)
async def test_sender_that_has_gone(adapter):
    """A body whose sender has gone wasn't read before, though its headers announce one."""
    announced = {"transfer-encoding": "chunked"}
    handed = await adapter.handed(end=ConnectionResetError(), headers=announced)
    assert handed == ("POST", b"", None)


@on("aiohttp")
async def test_chunks_that_are_none(adapter):
    """Malformed chunks are handed on as nothing, and weren't read before either."""
    announced = {"transfer-encoding": "chunked"}
    handed = await adapter.handed(end=RequestPayloadError(), headers=announced)
    assert handed == ("POST", b"", None)


@on("asgi", "django, async", *BLOCKING)
@pytest.mark.parametrize("headers", [{}, {"content-length": str(TOO_LONG + 9)}], ids=str)
async def test_long_body_at_once(adapter, headers):
    """A body that is too long is handed on up to the byte that shows it."""
    _, body, _ = await adapter.handed(b"&" * (TOO_LONG + 9), headers=headers)
    assert len(body) == TOO_LONG


@on("aiohttp", "starlette")
async def test_sender_that_goes_midway(adapter):
    """A part of a body is handed on, to be refused."""
    _, body, _ = await adapter.handed(BODY, end=ConnectionResetError())
    assert body == BODY


@on("asgi")
async def test_sender_that_cannot_be_answered(adapter):
    """A sender that has gone gets no answer by plain ASGI, and the service hears nothing."""
    assert await adapter.deliver(BODY, end=ConnectionResetError()) is None
    assert adapter.service.handed == []


@on("aiohttp")
async def test_connection_after_the_sender_has_gone(adapter):
    """The server is told to close a connection that it couldn't read to its end, and no other."""
    received = await adapter.deliver(BODY, end=ConnectionResetError())
    assert received.headers["connection"] == "close"
    assert (await adapter.deliver(BODY)).headers["connection"] == "keep-alive"


@on("aiohttp")
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "Zstd"])
async def test_packed_body(adapter, encoding):
    """A body that aiohttp may have decoded is handed on as nothing: the raw bytes are gone."""
    handed = await adapter.handed(BODY, headers={"content-encoding": encoding})
    assert handed == ("POST", b"", None)


@on(*BLOCKING)
async def test_more_than_the_length(adapter):
    """Bytes that follow a body on its connection aren't read with it."""
    headers = {"content-length": str(len(BODY))}
    handed = await adapter.handed(BODY, b"POST / HTTP/1.1", headers=headers, promised=False)
    assert handed[1] == BODY


@on("wsgi", "django")
async def test_length_and_an_end(adapter):
    """A body with a length is read by its length, also where the server marks its end."""
    headers = {"content-length": str(len(BODY))}
    assert (await adapter.handed(BODY, b"POST /", headers=headers))[1] == BODY


@on(*BLOCKING)
async def test_neither_a_length_nor_an_end(adapter):
    """A body without a length or an end isn't read: reading would never end."""
    _, body, read_before = await adapter.handed(
        BODY, headers={"transfer-encoding": "chunked"}, promised=False
    )
    assert (body, read_before is None) == (b"", False)


def test_body_that_flask_keeps():
    """A body that was read by ``request.get_data()`` is there again for the view."""
    service = BlockingNotes()
    with Flask(__name__, static_folder=None).request_context(environ_of(Sent((BODY,)))):
        assert request.get_data() == BODY
        flask_view(service)()
    assert service.handed[0][1] == BODY


async def test_body_that_aiohttp_keeps():
    """A body that a middleware read by ``request.read()`` is there again for the view."""
    service, request_ = AwaitedNotes(), aiohttp_request(Sent((BODY,)))
    assert await request_.read() == BODY
    await aiohttp_view(service)(request_)
    assert service.handed[0][1] == BODY


async def test_what_is_no_request():
    """A websocket, or an ASGI server's lifespan, is refused with what is taken instead."""
    with pytest.raises(RuntimeError, match="comes by HTTP, not by websocket"):
        await asgi.notification_app(AwaitedNotes())({"type": "websocket"}, None, None)
