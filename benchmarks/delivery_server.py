"""A ``notify_url`` in a process of its own: ``python -m benchmarks.delivery_server '{…}'``.

Either the shipped adapter in front of a database, as in the exactly-once campaign, or the bare
framework, which answers ``success`` to every post.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web

from tests.campaigns.exactly_once.worker import (
    READY,
    Job,
    Server,
    Silent,
    serve,
    serve_aiohttp,
    serve_wsgi,
)

BARE = "bare"
SUCCESS = b"success"


def bare_wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read the body and answer success."""
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK", [("Content-Length", str(len(SUCCESS)))])
    return [SUCCESS]


async def bare_aiohttp(request: web.Request) -> web.Response:
    """Read the body and answer success."""
    await request.read()
    return web.Response(body=SUCCESS)


def serve_bare_wsgi(job: Job, ready: Callable[[], None]) -> None:
    """Serve without the adapter."""
    with Server(("127.0.0.1", job.port), Silent) as server:
        server.set_app(bare_wsgi)
        ready()
        server.serve_forever()


async def serve_bare_aiohttp(job: Job, ready: Callable[[], None]) -> None:
    """Serve without the adapter."""
    app = web.Application()
    app.router.add_post("/notify", bare_aiohttp)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", job.port, reuse_port=True).start()
    ready()
    await asyncio.Event().wait()


if __name__ == "__main__":
    job = Job(**json.loads(sys.argv[1]))
    bare = job.url == BARE
    serve(
        job,
        lambda: print(READY, flush=True),
        sys.stdin.read,
        serve_bare_wsgi if bare else serve_wsgi,
        serve_bare_aiohttp if bare else serve_aiohttp,
    )
