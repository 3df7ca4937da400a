"""The journal's database by its URL: a file, or one on a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import Any

# The drivers, so that a forked merchant has them at once.
import aiomysql  # noqa: F401
import asyncpg  # noqa: F401
import psycopg  # noqa: F401
import pymysql  # noqa: F401
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.databases import asynchronous
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore

from .gatekeeper import PATIENCE

SESSIONS = {
    "postgresql": "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
    "mysql": "SELECT count(*) FROM information_schema.processlist "
    "WHERE db = DATABASE() AND id <> CONNECTION_ID()",
}
"""How many others are connected."""


def file_of(url: str) -> str | None:
    """The path of a SQLite database."""
    parsed = sa.make_url(url)
    return parsed.database if parsed.get_backend_name() == "sqlite" else None


def store_class(url: str) -> type[Any]:
    """Whose methods a journal on this database calls."""
    return SQLStore if file_of(url) is None else SQLiteStore


@contextmanager
def blocking_store(url: str) -> Iterator[Any]:
    """What the sync journal is given."""
    if file := file_of(url):
        yield file
        return
    engine = sa.create_engine(url)
    yield SQLStore(engine)
    engine.dispose()


@asynccontextmanager
async def awaited_store(url: str) -> AsyncIterator[Any]:
    """What the async journal is given."""
    if file := file_of(url):
        yield file
        return
    engine = create_async_engine(asynchronous(url))
    yield SQLStore(engine)
    await engine.dispose()


def deserted(url: str) -> None:
    """Wait until the server has done, or rolled back, whatever the dead had sent it."""
    query = SESSIONS.get(sa.make_url(url).get_backend_name())
    if query is None:
        return
    give_up = monotonic() + PATIENCE
    # PostgreSQL shows the same sessions all through a transaction.
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        while connection.execute(sa.text(query)).scalar_one():
            assert monotonic() < give_up, "the dead are still connected"
