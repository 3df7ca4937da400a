"""PostgreSQL and MariaDB for tests: fresh databases on a server that is running.

``ZHIXIAO_TEST_POSTGRESQL`` and ``ZHIXIAO_TEST_MARIADB`` name other servers than the usual ones: a
URL for SQLAlchemy, with a database to log in to and a user who may create others beside it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

SERVERS = {
    "postgresql": os.environ.get(
        "ZHIXIAO_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
    ),
    "mariadb": os.environ.get("ZHIXIAO_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test"),
}
ASYNC_DRIVERS = {
    "postgresql": "postgresql+asyncpg",
    "mysql": "mysql+aiomysql",
    "sqlite": "sqlite+aiosqlite",
}
SECONDS = 5
"""Seconds to wait for a connection, and for a table that a leftover process still locks."""


def asynchronous(url: str) -> str:
    """Return the URL of the same database with the driver for an event loop."""
    parsed = sa.make_url(url)
    driver = ASYNC_DRIVERS[parsed.get_backend_name()]
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Create an empty database on one of :data:`SERVERS` for the block; yield its URL.

    Raises:
        OperationalError: No such server answers.
    """
    url = sa.make_url(SERVERS[server])
    name = f"zhixiao_{os.getpid()}_{secrets.token_hex(4)}"
    forced = " WITH (FORCE)" if server == "postgresql" else ""
    _run(url, f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        _run(url, f"DROP DATABASE {name}{forced}")


def answer(server: str) -> None:
    """Log in and out again.

    Raises:
        OperationalError: No such server answers.
    """
    _run(sa.make_url(SERVERS[server]))


def empty(url: str) -> None:
    """Empty a database of :func:`fresh_database`."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        _run(
            parsed,
            f"SET lock_timeout = '{SECONDS}s'",
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public",
        )
    else:
        _run(
            parsed,
            f"SET lock_wait_timeout = {SECONDS}",
            f"DROP DATABASE {parsed.database}",
            f"CREATE DATABASE {parsed.database}",
        )


def _run(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(
        url,
        poolclass=sa.NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"connect_timeout": SECONDS},
    )
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
