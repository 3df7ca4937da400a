"""The journal's database by its URL: a file, or a database on a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic, sleep
from typing import Any

# The drivers are imported here, so that a forked merchant has them at once.
import aiomysql  # noqa: F401
import asyncpg  # noqa: F401
import psycopg  # noqa: F401
import pymysql  # noqa: F401
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.databases import asynchronous
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore

from .gatekeeper import PATIENCE

SESSIONS = {
    "postgresql": "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
    "mysql": "SELECT count(*) FROM information_schema.processlist "
    "WHERE db = DATABASE() AND id <> CONNECTION_ID()",
}
"""Queries for the number of other connections."""


def file_of(url: str) -> str | None:
    """Return the path of a SQLite database; None for a server's."""
    parsed = sa.make_url(url)
    return parsed.database if parsed.get_backend_name() == "sqlite" else None


def store_class(url: str) -> type[Any]:
    """Return the store class of a journal on this database."""
    return SQLStore if file_of(url) is None else SQLiteStore


@contextmanager
def blocking_store(url: str) -> Iterator[Any]:
    """Make the sync journal's store."""
    if file := file_of(url):
        yield file
        return
    engine = sa.create_engine(url)
    yield SQLStore(engine)
    engine.dispose()


@asynccontextmanager
async def awaited_store(url: str) -> AsyncIterator[Any]:
    """Make the async journal's store."""
    if file := file_of(url):
        yield file
        return
    engine = create_async_engine(asynchronous(url))
    yield SQLStore(engine)
    await engine.dispose()


def wait_until_deserted(url: str) -> None:
    """Wait until the server has ended the transactions of the dead process."""
    query = SESSIONS.get(sa.make_url(url).get_backend_name())
    if query is None:
        return
    give_up = monotonic() + PATIENCE
    # Within a transaction PostgreSQL always shows the same sessions.
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        while connection.execute(sa.text(query)).scalar_one():
            assert monotonic() < give_up, "a dead process is still connected"
            sleep(0.01)  # or asking would take the server's time
