"""A web worker of the school.

The workers share a port (``SO_REUSEPORT``), and the kernel distributes the deliveries.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Coroutine
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import attrs
import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

from tests.campaigns.exactly_once import ledger
from tests.support.databases import asynchronous
from zhixiao_async import notify
from zhixiao_async.notify.aiohttp import notification_view
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.store import sql
from zhixiao_sync import notify as sync_notify
from zhixiao_sync.notify.wsgi import notification_app
from zhixiao_sync.store import sql as sync_sql

from .django_worker import closing, credit_django, store_on
from .inboxes import INBOXES, Gap

Serve = Callable[["Job", Callable[[], None]], None]
ServeOnLoop = Callable[["Job", Callable[[], None]], Coroutine[Any, Any, None]]

READY = "ready"
RECEIVER = notify.NotificationReceiver(TEST_CREDENTIALS)
POOL = {"pool_size": 4, "max_overflow": 4}


@attrs.frozen(kw_only=True)
class Job:
    """Settings of a worker.

    Attributes:
        server: ``wsgi`` or ``aiohttp``.
        url: URL of the school's database.
        port: Port to listen on, shared with other workers.
        inbox: Name of an inbox in ``INBOXES``.
        dies_at: Passage of the inbox's gap at which the worker kills itself; 0 for never.
    """

    server: str
    url: str
    port: int
    inbox: str = "whole"
    dies_at: int = 0

    @property
    def file(self) -> str | None:
        """Path of a SQLite database; None for a server's."""
        url = sa.make_url(self.url)
        return url.database if url.get_backend_name() == "sqlite" else None

    def sync_store(self) -> tuple[Any, Any]:
        """Make the store and the handler for threads."""
        if self.inbox == "django":
            return store_on(self.url), credit_django
        if self.file and self.inbox != "sessions":
            return sync_notify.SQLiteStore(self.file), ledger.credit_sqlite
        engine = sa.create_engine(self.url, **POOL)
        if self.inbox != "sessions":
            return sync_sql.SQLStore(engine), ledger.credit
        return sync_sql.SessionStore(sessionmaker(engine)), ledger.credit_session

    def async_store(self) -> tuple[Any, Any]:
        """Make the store and the handler for an event loop."""
        if self.file and self.inbox != "sessions":
            return notify.SQLiteStore(self.file), ledger.credit_sqlite
        engine = create_async_engine(asynchronous(self.url), **POOL)
        if self.inbox != "sessions":
            return sql.SQLStore(engine), ledger.credit_async
        return sql.SessionStore(async_sessionmaker(engine)), ledger.credit_async_session

    def make_inbox(self, store: Any) -> Any:
        """Make the inbox, with its gap."""
        inbox = INBOXES[self.inbox](store)
        inbox.gap = Gap(self.dies_at)
        return inbox


class Server(ThreadingMixIn, WSGIServer):
    """The standard library's server, with a thread for each request."""

    allow_reuse_port = True
    daemon_threads = True
    request_queue_size = 128


class Silent(WSGIRequestHandler):
    """A request handler that logs nothing."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def serve_wsgi(job: Job, ready: Callable[[], None]) -> None:
    """Serve with the sync package in threads."""
    store, handler = job.sync_store()
    inbox = sync_notify.Inbox(store)
    inbox.awaited = job.make_inbox(store)
    inbox.create_table()
    app = notification_app(sync_notify.NotificationService(RECEIVER, inbox, handler))
    with Server(("127.0.0.1", job.port), Silent) as server:
        server.set_app(closing(app) if job.inbox == "django" else app)
        ready()
        server.serve_forever()


async def serve_aiohttp(job: Job, ready: Callable[[], None]) -> None:
    """Serve with the async package on an event loop."""
    store, handler = job.async_store()
    inbox = job.make_inbox(store)
    await inbox.create_table()
    app = web.Application()
    service = notify.NotificationService(RECEIVER, inbox, handler)
    app.router.add_post("/notify", notification_view(service))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", job.port, reuse_port=True).start()
    ready()
    await asyncio.Event().wait()


def serve(
    job: Job,
    tell: Callable[[], object],
    wait: Callable[[], object],
    wsgi: Serve = serve_wsgi,
    loop: ServeOnLoop = serve_aiohttp,
) -> None:
    """Tell that the worker is ready, and serve until the wait is over."""
    logging.getLogger("zhixiao.notify").setLevel(logging.CRITICAL)

    def end() -> None:
        wait()
        os._exit(0)

    def ready() -> None:
        tell()
        threading.Thread(target=end, daemon=True).start()

    if job.server == "wsgi":
        wsgi(job, ready)
    else:
        asyncio.run(loop(job, ready))
