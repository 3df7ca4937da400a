"""How long a change of the schema waits for those who use the table."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhixiao_async.store.sql_schema import make


class Connection:
    """Notes the statements, and waits for a day as MySQL does."""

    def __init__(self, dialect: str) -> None:
        self.dialect = SimpleNamespace(name=dialect)
        self.said: list[str] = []

    def exec_driver_sql(self, sql: str) -> SimpleNamespace:
        """Carry out a statement."""
        self.said.append(sql)
        return SimpleNamespace(scalar=lambda: 86400)


class Made:
    """A table that is lacking."""

    @staticmethod
    def create(connection: Connection) -> None:
        """Make it."""
        connection.said.append("CREATE TABLE")


@pytest.mark.parametrize(("wait", "seconds"), [(0.1, 1), (10, 10)])
def test_mysql(wait, seconds):
    """Its own patience is a day, which comes back afterwards: the connection is the caller's."""
    connection = Connection("mysql")
    make(connection, [Made], wait)
    assert connection.said == [
        "SELECT @@SESSION.lock_wait_timeout",
        f"SET SESSION lock_wait_timeout = {seconds}",
        "CREATE TABLE",
        "SET SESSION lock_wait_timeout = 86400",
    ]


def test_postgresql():
    """Its transaction has a limit of its own for all that is in it."""
    connection = Connection("postgresql")
    make(connection, [Made], 10)
    assert connection.said == ["CREATE TABLE"]
