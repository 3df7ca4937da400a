"""Quart's, Sanic's and Tornado's adapters hand a request on as it came, and the answer back."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import aiohttp
import pytest
from quart import Quart, request
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from zhixiao_async.notify import MAX_BODY, quart, sanic, tornado
from zhixiao_async.notify.service import Answer

BODY = b"id=1&param=2&sign=3\xff"


class Notes:
    """A service that takes notes."""

    def __init__(self) -> None:
        self.handed = []
        self.answers = Answer(405, b"not so", "text/plain", allow="POST")

    async def answer(self, method, body, *, read_before=None):
        """Note what is handed on."""
        self.handed.append((method, body, read_before))
        return self.answers


@pytest.fixture
def service():
    """Return a service that takes notes."""
    return Notes()


@pytest.fixture
def quart_app(service):
    """Return an application of Quart's."""
    app = Quart(__name__)
    methods = ["POST", "PUT"]
    app.add_url_rule("/notify", view_func=quart.notification_view(service), methods=methods)
    return app


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_quart(quart_app, service, method):
    """The service gets the method and the raw bytes, and its answer goes back as it is."""
    response = await quart_app.test_client().open("/notify", method=method, data=BODY)
    assert [handed[:2] for handed in service.handed] == [(method, BODY)]
    assert (response.status_code, await response.get_data()) == (405, b"not so")
    assert (response.headers["Content-Type"], response.headers["Allow"]) == ("text/plain", "POST")


@pytest.mark.parametrize("limit", [None, 10])
async def test_quart_long_body(quart_app, service, limit):
    """A body is taken up to the byte that shows it too long, whatever the application's limit."""
    quart_app.config["MAX_CONTENT_LENGTH"] = limit
    await quart_app.test_client().post("/notify", data=b"&" * (MAX_BODY * 2))
    assert len(service.handed[0][1]) > MAX_BODY


async def read_form():
    """Read the form, as a middleware may."""
    await request.form


async def use_up():
    """Read the body in parts, which leaves nothing of it."""
    async for _ in request.body:
        pass


@pytest.mark.parametrize(("before", "left"), [(read_form, BODY), (use_up, b"")])
async def test_quart_body_that_was_read_before(quart_app, service, before, left):
    """A form that was read is there again; of a body that was used up the service is told."""
    quart_app.before_request(before)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    headers["Content-Length"] = str(len(BODY))
    await quart_app.test_client().post("/notify", data=BODY, headers=headers)
    [(_, body, read_before)] = service.handed
    assert body == left
    assert "request.body" in read_before


async def test_quart_nothing_sent(quart_app, service):
    """An empty body that nothing announces was read by nobody before."""
    await quart_app.test_client().post("/notify")
    assert service.handed == [("POST", b"", None)]


def sanic_request(*chunks, body=b"", **headers):
    """Return a request as Sanic hands it to a handler."""
    left = [*chunks, None]

    async def read():
        return left.pop(0)

    stream = SimpleNamespace(read=read, left=left)
    return SimpleNamespace(method="POST", body=body, stream=stream, headers=headers)


async def test_sanic(service):
    """The service gets the raw bytes, and its answer goes back as it is."""
    view = sanic.notification_view(service)
    response = await view(sanic_request(BODY[:5], BODY[5:]))
    assert service.handed == [("POST", BODY, None)]
    assert (response.status, response.body) == (405, b"not so")
    assert (response.content_type, response.headers["allow"]) == ("text/plain", "POST")
    assert view.is_stream


async def test_sanic_long_body(service):
    """Of a longer body than is taken the rest isn't read."""
    sent = sanic_request(b"&" * MAX_BODY, b"&", b"never")
    await sanic.notification_view(service)(sent)
    assert len(service.handed[0][1]) == MAX_BODY + 1
    assert sent.stream.left == [b"never", None]


async def test_sanic_body_that_was_received_before(service):
    """A body that a middleware has received is there again."""
    await sanic.notification_view(service)(sanic_request(body=BODY))
    assert service.handed[0][1] == BODY


async def test_sanic_stream_that_was_read_before(service):
    """A stream that a middleware has read is gone, and the service is told by whom."""
    await sanic.notification_view(service)(sanic_request(**{"content-length": "19"}))
    [(_, body, read_before)] = service.handed
    assert (body, "request.stream" in read_before) == (b"", True)


async def test_sanic_answer_without_allow(service):
    """An answer that allows nothing has no such header."""
    service.answers = Answer(200, b"{}")
    response = await sanic.notification_view(service)(sanic_request(BODY))
    assert "allow" not in response.headers


@pytest.fixture
async def tornado_url(service):
    """Serve an application of Tornado's that guards its forms against other sites."""
    view = tornado.notification_view(service)
    app = Application([("/notify", view)], xsrf_cookies=True)
    server = HTTPServer(app)
    socket, port = bind_unused_port()
    server.add_socket(socket)
    yield f"http://127.0.0.1:{port}/notify"
    server.stop()
    await server.close_all_connections()
    await asyncio.sleep(0)


@pytest.mark.parametrize("method", ["POST", "PUT", "GET", "DELETE", "PATCH", "OPTIONS"])
async def test_tornado(tornado_url, service, method):
    """The service gets any method and the raw bytes, and its answer goes back as it is."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, tornado_url, data=BODY) as response,
    ):
        assert (response.status, await response.read()) == (405, b"not so")
        assert response.headers["Content-Type"] == "text/plain"
        assert response.headers["Allow"] == "POST"
    assert service.handed == [(method, BODY, None)]


async def test_tornado_long_body(tornado_url, service):
    """Of a longer body than is taken nothing more is kept."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(tornado_url, data=b"&" * (MAX_BODY * 3)) as response,
    ):
        assert response.status == 405
    assert len(service.handed[0][1]) == MAX_BODY + 1
