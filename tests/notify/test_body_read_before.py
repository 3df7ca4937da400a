"""A middleware that reads the body away is a loud mistake in every adapter, and no forgery."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from contextlib import asynccontextmanager

import aiohttp
import django.conf
import pytest
from aiohttp import web
from django.core.handlers.wsgi import WSGIRequest
from flask import Flask, request
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request

import zhixiao_async.notify as awaited
import zhixiao_sync.notify as blocking
from zhixiao_async import REFUSAL, NotificationReceiver
from zhixiao_async._envelope import open_reply, seal_request
from zhixiao_async.notify import MAX_BODY, Counts
from zhixiao_async.notify.aiohttp import notification_view as aiohttp_view
from zhixiao_async.notify.asgi import notification_app as asgi_app
from zhixiao_async.notify.django import notification_view as django_view
from zhixiao_async.notify.starlette import notification_view as starlette_view
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.sandbox.delivery import SECONDS
from zhixiao_sync.notify.flask import notification_view as flask_view
from zhixiao_sync.notify.wsgi import notification_app as wsgi_app

BODY = seal_request(
    TEST_CREDENTIALS,
    b'{"out_trade_no":"20881","order_id":"1720881","uid":"2088","time_end":"2026-03-02 12:00:00"}',
)
RECEIVER = NotificationReceiver(TEST_CREDENTIALS)
FORM = "application/x-www-form-urlencoded"


async def asgi(app, body, sent):
    """The status and the body that an ASGI application answers."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    answered = []

    async def receive():
        return messages.pop() if messages else await asyncio.Event().wait()

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b""}
    headers = [(b"content-type", FORM.encode()), *sent]
    await app(scope | {"headers": headers, "http_version": "1.1", "scheme": "http"}, receive, send)
    return answered[0]["status"], b"".join(one.get("body", b"") for one in answered[1:])


async def on_asgi(service, reads, sent, body=BODY):
    inner = asgi_app(service)

    async def app(scope, receive, send):
        async def empty():
            return {"type": "http.request", "body": b"", "more_body": False}

        await inner(scope, empty if reads else receive, send)

    return await asgi(app, body, sent)


async def on_asgi_that_waits(service, reads, sent, body=BODY):
    return await asgi(received_before(asgi_app(service), reads), body, sent)


async def on_starlette_that_waits(service, reads, sent, body=BODY):
    return await asgi(received_before(starlette_itself(service), reads), body, sent)


def received_before(inner, reads):
    """An application around another that reads the body away: asked again, a server waits."""

    async def app(scope, receive, send):
        if reads:
            await receive()
        await inner(scope, receive, send)

    return app


async def on_starlette(service, reads, sent, body=BODY):
    async def read_it(request, call_next):
        if reads:
            assert [one async for one in request.stream()]  # as request.form() does
        return await call_next(request)

    app = Starlette()
    app.add_route("/", starlette_view(service), methods=["POST"])
    app.add_middleware(BaseHTTPMiddleware, dispatch=read_it)
    return await asgi(app, body, sent)


def starlette_itself(service):
    """Starlette's view as an application."""
    view = starlette_view(service)

    async def app(scope, receive, send):
        await (await view(Request(scope, receive)))(scope, receive, send)

    return app


async def on_starlette_itself(service, reads, sent, body=BODY):
    """The request that the view gets is the one that was read."""
    view = starlette_view(service)

    async def app(scope, receive, send):
        request = Request(scope, receive)
        if reads:
            assert [one async for one in request.stream()]
        await (await view(request))(scope, receive, send)

    return await asgi(app, body, sent)


@asynccontextmanager
async def serving(app):
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def on_aiohttp(service, reads, sent, body=BODY):
    @web.middleware
    async def read_it(request, handler):
        if reads:
            await request.content.read()
        return await handler(request)

    app = web.Application(middlewares=[read_it])
    app.router.add_post("/", aiohttp_view(service))
    chunked = dict(sent).get(b"transfer-encoding") is not None
    async with (
        serving(app) as url,
        aiohttp.ClientSession() as session,
        session.post(url, data=body, chunked=chunked or None) as response,
    ):
        return response.status, await response.read()


def environ(sent, body):
    names = {b"content-length": "CONTENT_LENGTH", b"transfer-encoding": "HTTP_TRANSFER_ENCODING"}
    given = {names[name]: value.decode() for name, value in sent}
    fixed = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(body), "CONTENT_TYPE": FORM}
    return fixed | given | {"wsgi.input_terminated": True, "SERVER_NAME": "a", "SERVER_PORT": "80"}


async def on_wsgi(service, reads, sent, body=BODY):
    given, answered = environ(sent, body), []
    if reads:
        given["wsgi.input"].read()
    answer = wsgi_app(service)(given, lambda status, headers: answered.append(status))
    return int(answered[0][:3]), b"".join(answer)


async def on_flask(service, reads, sent, body=BODY):
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/", view_func=flask_view(service), methods=["POST"])

    @app.before_request
    def read_it():
        assert not reads or request.form["param"]

    answered = []
    given = environ(sent, body) | {"PATH_INFO": "/", "wsgi.url_scheme": "http"}
    answer = app(given, lambda status, headers, _=None: answered.append(status))
    return int(answered[0][:3]), b"".join(answer)


async def on_django(service, reads, sent, body=BODY):
    if not django.conf.settings.configured:
        django.conf.settings.configure()
    given = WSGIRequest(environ(sent, body))
    if reads:
        given.read()
        given.environ["wsgi.input"].read()
    answer = django_view(service)(given)
    answer = answer if hasattr(answer, "content") else await answer
    return answer.status_code, answer.content


AWAITED = {
    "asgi": (on_asgi, "receive()"),
    "asgi, whose server waits": (on_asgi_that_waits, "called receive()"),
    "starlette": (on_starlette, "request.form()"),
    "starlette, whose server waits": (on_starlette_that_waits, "called receive()"),
    "starlette's own request": (on_starlette_itself, "request.form()"),
    "aiohttp": (on_aiohttp, "request.content"),
    "django, async": (on_django, "request.read()"),
}
BLOCKING = {
    "flask": (on_flask, "request.form"),
    "wsgi": (on_wsgi, "wsgi.input"),
    "django": (on_django, "request.read()"),
}


@pytest.fixture(params=[*AWAITED, *BLOCKING])
async def behind(request, tmp_path):
    """A service, how to deliver to it, and who may have read its body before."""
    if request.param in AWAITED:
        inbox = awaited.Inbox(tmp_path / "inbox.db")
        await inbox.create_table()
        service = awaited.NotificationService(RECEIVER, inbox, print)
    else:
        inbox = blocking.Inbox(tmp_path / "inbox.db")
        inbox.create_table()
        service = blocking.NotificationService(RECEIVER, inbox, print)
    return service, *(AWAITED | BLOCKING)[request.param]


SENT = {
    "length": (b"content-length", str(len(BODY)).encode()),
    "chunks": (b"transfer-encoding", b"chunked"),
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
async def test_body_that_was_read_before(behind, caplog, sent, monkeypatch):
    """Status 500 and an error in the log that says whose mistake it is."""
    caplog.set_level(logging.INFO, "zhixiao.notify")
    service, deliver, reader = behind
    if reader == "called receive()":  # the others answer, however long a busy machine takes for it
        monkeypatch.setattr("zhixiao_async.notify.service.BODY_BEGINS", 0.01)
    status, body = await deliver(service, True, [sent])
    assert (status, body) == (500, REFUSAL)
    assert service.counts == Counts(received=1, failed=1)
    (line,) = [one for one in caplog.records if one.name == "zhixiao.notify"]
    assert (line.levelname, line.zhixiao_outcome) == ("ERROR", "failed")
    assert line.zhixiao_reason.startswith("the body was read before the view: ")
    assert reader in line.zhixiao_reason


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
async def test_body_that_was_left_alone(behind, sent):
    """The same way without the mistake is a payment."""
    service, deliver, _ = behind
    status, body = await deliver(service, False, [sent])
    assert (status, open_reply(TEST_CREDENTIALS, body).ret_code) == (200, 0)


@pytest.mark.parametrize("adapter", [asgi_app, starlette_itself], ids=["asgi", "starlette"])
async def test_body_that_comes_slowly(tmp_path, monkeypatch, adapter):
    """Once it has begun, what is left of it is waited for, as its sender likes."""
    monkeypatch.setattr("zhixiao_async.notify.service.BODY_BEGINS", 0.01)
    inbox = awaited.Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    service = awaited.NotificationService(RECEIVER, inbox, lambda *_: None)
    parts, answered = [BODY[:9], BODY[9:]], []

    async def receive():
        if len(parts) == 1:
            await asyncio.sleep(0.05)  # five times as long as for the beginning
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    await adapter(service)(scope, receive, send)
    assert open_reply(TEST_CREDENTIALS, answered[1]["body"]).ret_code == 0


def test_wait_is_shorter_than_a_gateways():
    """The sandbox's gateway hangs up after five seconds; the vendor doesn't say when his does."""
    assert awaited.service.BODY_BEGINS < SECONDS


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
async def test_longest_body(behind, chunked):
    """Every adapter hands on 64 KiB and the one byte by which more is noticed."""
    service, deliver, _ = behind
    for more, code in ((0, 0), (1, -1)):
        body = BODY.ljust(MAX_BODY + more, b"&")
        sent = SENT["chunks"] if chunked else (b"content-length", str(len(body)).encode())
        status, answer = await deliver(service, False, [sent], body)
        assert status == 200
        assert json.loads(answer)["ret_code"] == code


@pytest.mark.parametrize("adapter", [asgi_app, starlette_itself], ids=["asgi", "starlette"])
async def test_body_without_end(tmp_path, adapter):
    """No more of it is read than shows that it is too long."""
    service = awaited.NotificationService(RECEIVER, awaited.Inbox(tmp_path / "inbox.db"), print)
    asked, answered = [], []

    async def receive():
        asked.append(len(asked) * 4096)
        assert asked[-1] <= MAX_BODY
        return {"type": "http.request", "body": b"&" * 4096, "more_body": True}

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    await adapter(service)(scope, receive, send)
    assert answered[1]["body"] == REFUSAL


@pytest.mark.parametrize(
    ("length", "encoding", "answer"),
    [(None, None, False), ("", "", False), ("0", None, False), ("x", None, False),
     ("1", None, True), (None, "Chunked", True), ("9" * 5000, None, True), ("-1", "gzip", False)],
)  # fmt: skip
def test_announced(length, encoding, answer):
    """A body is announced by its length, or by coming in chunks."""
    assert awaited.service.announced(length, encoding) is answer
