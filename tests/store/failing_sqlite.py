"""A SQLite connection on which a statement fails when a test says so."""

from __future__ import annotations

import sqlite3

FAILURE = sqlite3.OperationalError("disk I/O error")
FAILURE.sqlite_errorcode = sqlite3.SQLITE_IOERR


class FailingConnection(sqlite3.Connection):
    """A connection on which a statement that begins with ``fails_on`` fails."""

    fails_on = "nothing"

    def execute(self, sql, *parameters):
        if sql.startswith(self.fails_on):
            raise FAILURE
        return super().execute(sql, *parameters)


def bills(connection):
    """Return the rows of the test's table."""
    return connection.execute("SELECT zhixiao FROM bills").fetchall()
