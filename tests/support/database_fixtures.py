"""Fixtures: a database for each test process, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from .databases import answer, empty, fresh_database
from .needs import skip_or_fail


@contextmanager
def database_or_skip(server: str) -> Iterator[str]:
    """Create a fresh database; without a server the test is skipped, and in CI it fails."""
    try:
        answer(server)
    except OperationalError as error:
        skip_or_fail(f"needs a {server} server, see ZHIXIAO_TEST_{server.upper()}: {error.orig}")
    with fresh_database(server) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_database() -> Iterator[str]:
    """Create the database that the tests of this process share."""
    with database_or_skip("postgresql") as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_database() -> Iterator[str]:
    """Create the database that the tests of this process share."""
    with database_or_skip("mariadb") as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_database: str) -> Iterator[str]:
    """Return the URL of an empty PostgreSQL database, for psycopg."""
    yield postgresql_database
    empty(postgresql_database)


@pytest.fixture
def mariadb_url(mariadb_database: str) -> Iterator[str]:
    """Return the URL of an empty MariaDB database, for PyMySQL."""
    yield mariadb_database
    empty(mariadb_database)
