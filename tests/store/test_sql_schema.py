"""A change of the schema, and how long it waits for users of the table."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhixiao_async.store.sql_schema import create_parts


class Connection:
    """A connection that notes its statements, and waits for a day as MySQL does."""

    def __init__(self, dialect: str) -> None:
        self.dialect = SimpleNamespace(name=dialect)
        self.said: list[str] = []

    def exec_driver_sql(self, sql: str) -> SimpleNamespace:
        """Execute a statement."""
        self.said.append(sql)
        return SimpleNamespace(scalar=lambda: 86400)


class Made:
    """A table that is missing."""

    @staticmethod
    def create(connection: Connection) -> None:
        """Create the table."""
        connection.said.append("CREATE TABLE")


@pytest.mark.parametrize(("wait", "seconds"), [(0.1, 1), (10, 10)])
def test_mysql(wait, seconds):
    """A change waits for seconds on MySQL; then the connection has its own wait of a day again."""
    connection = Connection("mysql")
    create_parts(connection, [Made], wait)
    assert connection.said == [
        "SELECT @@SESSION.lock_wait_timeout",
        f"SET SESSION lock_wait_timeout = {seconds}",
        "CREATE TABLE",
        "SET SESSION lock_wait_timeout = 86400",
    ]


def test_postgresql():
    """A change on PostgreSQL waits as its whole transaction does."""
    connection = Connection("postgresql")
    create_parts(connection, [Made], 10)
    assert connection.said == ["CREATE TABLE"]
