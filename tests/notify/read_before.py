"""Each adapter behind an application that may have read the body before it."""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager

import aiohttp
import django.conf
from aiohttp import web
from django.core.handlers.wsgi import WSGIRequest
from flask import Flask, request
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request

from zhixiao_async import NotificationReceiver
from zhixiao_async.notify.aiohttp import notification_view as aiohttp_view
from zhixiao_async.notify.asgi import notification_app as asgi_app
from zhixiao_async.notify.django import notification_view as django_view
from zhixiao_async.notify.starlette import notification_view as starlette_view
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.notify.flask import notification_view as flask_view
from zhixiao_sync.notify.wsgi import notification_app as wsgi_app

BODY = seal_request(
    TEST_CREDENTIALS,
    b'{"out_trade_no":"20881","order_id":"1720881","uid":"2088","time_end":"2026-03-02 12:00:00"}',
)
RECEIVER = NotificationReceiver(TEST_CREDENTIALS)
FORM = "application/x-www-form-urlencoded"


async def asgi(app, body, sent):
    """Return the status and the body that an ASGI application answers."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    answered = []

    async def receive():
        return messages.pop() if messages else await asyncio.Event().wait()

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b""}
    headers = [(b"content-type", FORM.encode()), *sent]
    await app(scope | {"headers": headers, "http_version": "1.1", "scheme": "http"}, receive, send)
    return answered[0]["status"], b"".join(message.get("body", b"") for message in answered[1:])


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
    """Wrap an application in one that reads the body away: asked again, a server waits."""

    async def app(scope, receive, send):
        if reads:
            await receive()
        await inner(scope, receive, send)

    return app


async def on_starlette(service, reads, sent, body=BODY):
    async def read_it(request, call_next):
        if reads:
            assert [chunk async for chunk in request.stream()]  # as request.form() does
        return await call_next(request)

    app = Starlette()
    app.add_route("/", starlette_view(service), methods=["POST"])
    app.add_middleware(BaseHTTPMiddleware, dispatch=read_it)
    return await asgi(app, body, sent)


def starlette_itself(service):
    """Return Starlette's view as an application."""
    view = starlette_view(service)

    async def app(scope, receive, send):
        await (await view(Request(scope, receive)))(scope, receive, send)

    return app


async def on_starlette_itself(service, reads, sent, body=BODY):
    """Deliver by the very request that was read before."""
    view = starlette_view(service)

    async def app(scope, receive, send):
        request = Request(scope, receive)
        if reads:
            assert [chunk async for chunk in request.stream()]
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
