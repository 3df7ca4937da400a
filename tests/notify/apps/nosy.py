"""Applications whose middleware has read the request's body before the view gets it."""

from __future__ import annotations

import sys

from aiohttp import web


@web.middleware
async def look(request, handler):
    await request.post()
    return await handler(request)


def django_middleware(get_response):
    def middleware(request):
        assert request.method != "POST" or "param" in request.POST
        return get_response(request)

    return middleware


def aiohttp_app():
    from with_aiohttp import app

    app.middlewares.append(look)
    return app


def starlette_app():
    from starlette.middleware.base import BaseHTTPMiddleware
    from with_starlette import app

    async def read_it(request, call_next):
        await request.body()
        return await call_next(request)

    app.add_middleware(BaseHTTPMiddleware, dispatch=read_it)
    return app


def quart_app():
    from quart import request
    from with_quart import app

    @app.before_request
    async def read_it():
        await request.get_data()

    return app


def sanic_app():
    from with_sanic import app

    @app.on_request
    async def read_it(request):
        await request.receive_body()

    return app


def flask_app():
    from flask import request
    from with_flask import app

    @app.before_request
    def read_it():
        request.get_data()

    return app


if __name__ == "__main__":
    web.run_app(aiohttp_app(), host="127.0.0.1", port=int(sys.argv[1]), print=None)
