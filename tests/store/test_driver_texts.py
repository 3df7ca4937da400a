"""A database's own message is told where it names tables and settings, and never with a value."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from tests.support.databases import asynchronous
from zhixiao_async.store.driver_texts import database_code, database_text

NAME = "张三"
TABLE = "CREATE TABLE bills (no INTEGER NOT NULL PRIMARY KEY, name VARCHAR(4) NOT NULL)"
TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER told BEFORE DELETE ON bills BEGIN SELECT RAISE(ABORT, '张三'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = OLD.name; END $$",
        "CREATE TRIGGER told BEFORE DELETE ON bills FOR EACH ROW EXECUTE FUNCTION told()",
    ],
    "mariadb": [
        "CREATE TRIGGER told BEFORE DELETE ON bills FOR EACH ROW"
        " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '张三'",
    ],
}
STATEMENTS = {
    "no table": "SELECT 1 FROM nowhere",
    "no column": "SELECT lacking FROM bills",
    "key": f"INSERT INTO bills VALUES (1, '{NAME}')",
    "null": "INSERT INTO bills VALUES (2, NULL)",
    "syntax": f"SELECT 1 FROM bills WHERE name = '{NAME}' ORDER '{NAME}'",
    "value": f"INSERT INTO bills VALUES ('{NAME}', 'a')",
    "trigger": "DELETE FROM bills",
}
TOLD = {
    "sqlite": {
        "no table": "no such table: nowhere",
        "no column": "no such column: lacking",
        "key": "UNIQUE constraint failed: bills.no",
        "null": "NOT NULL constraint failed: bills.name",
        "syntax": 'near "…": syntax error',
        "value": "datatype mismatch",
        "trigger": "SQLITE_CONSTRAINT_TRIGGER",
    },
    "postgresql": {
        "no table": 'relation "nowhere" does not exist',
        "no column": 'column "lacking" does not exist',
        "key": 'duplicate key value violates unique constraint "bills_pkey"',
        "null": 'null value in column "name" of relation "bills" violates not-null constraint',
        "syntax": 'syntax error at or near "…"',
        "value": "22P02",
        "trigger": "P0001",
    },
    "mariadb": {
        "no table": "Table '{database}.nowhere' doesn't exist",
        "no column": "Unknown column 'lacking' in 'SELECT'",
        "key": "1062",
        "null": "Column 'name' cannot be null",
        "syntax": "You have an error in your SQL syntax; check the manual that corresponds to your"
        ' MariaDB server version for the right syntax to use near "…" at line 1',
        "value": "1366",
        "trigger": "1644",
    },
}
"""The message, or the code of an error whose message isn't told."""


async def failures(name, url):
    """Return what is told of each statement's error, by its name."""
    setup = [TABLE.replace("VARCHAR(4)", "TEXT") if name == "sqlite" else TABLE]
    setup += [f"INSERT INTO bills VALUES (1, '{NAME}')", *TRIGGERS[name]]
    if name == "sqlite":
        return _failures_of_sqlite(url, setup)
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    told = {}
    async with engine.connect() as connection:
        for statement in setup:
            await connection.exec_driver_sql(statement)
        for case, statement in STATEMENTS.items():
            with pytest.raises(sa.exc.DBAPIError) as caught:
                await connection.exec_driver_sql(statement)
            told[case] = caught.value
    await engine.dispose()
    return told


def _failures_of_sqlite(path, setup):
    told = {}
    with closing(sqlite3.connect(path)) as connection:
        for statement in setup:
            connection.execute(statement)
        for case, statement in STATEMENTS.items():
            with pytest.raises(sqlite3.Error) as caught:
                connection.execute(statement)
            told[case] = caught.value
    return told


@pytest.mark.parametrize("driver", ["sqlite", "psycopg", "asyncpg", "aiomysql"])
async def test_statements(driver, request, tmp_path):
    """Each mistake is told in the database's words without a value, or by its code."""
    name = {"sqlite": "sqlite", "aiomysql": "mariadb"}.get(driver, "postgresql")
    url = str(tmp_path / "a.db")
    if name != "sqlite":
        url = request.getfixturevalue(f"{name}_url")
        url = url if driver == "psycopg" else asynchronous(url)
    told = {}
    for case, error in (await failures(name, url)).items():
        told[case] = database_text(error) or database_code(error)
    database = url.rpartition("/")[2]
    assert told == {case: text.format(database=database) for case, text in TOLD[name].items()}
    assert NAME not in str(told)


async def test_driver_without_sqlalchemy(postgresql_url):
    """A driver's error that SQLAlchemy doesn't stand around is told in the same way."""
    dsn = asynchronous(postgresql_url).replace("+asyncpg", "")
    connection = await asyncpg.connect(dsn)
    with pytest.raises(asyncpg.PostgresError) as caught:
        await connection.execute("SELECT 1 FROM nowhere")
    await connection.close()
    assert database_text(caught.value) == 'relation "nowhere" does not exist'


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "mysql+pymysql"])
def test_server_that_does_not_answer(driver):
    """That there is no connection is told with its reason."""
    engine = sa.create_engine(f"{driver}://root:hidden@127.0.0.1:1/none")
    with pytest.raises(sa.exc.OperationalError) as caught:
        engine.connect()
    text = database_text(caught.value)
    assert "refused" in text
    assert "hidden" not in text


def test_sqlalchemys_own_phrases():
    """SQLAlchemy's fixed phrases are told, and whatever it may have put together isn't."""
    engine = sa.create_engine("sqlite://", poolclass=sa.NullPool)
    with engine.connect() as connection:
        with pytest.raises(sa.exc.NoResultFound) as caught:
            connection.exec_driver_sql("SELECT 1 WHERE 0").one()
        assert database_text(caught.value) == "No row was found when one was required"
    with Session(engine) as session:
        session.begin()
        with pytest.raises(sa.exc.InvalidRequestError) as caught:
            session.begin()
        assert database_text(caught.value) == "A transaction is already begun on this Session."
        with session.begin_nested():
            session.rollback()
            with pytest.raises(sa.exc.InvalidRequestError) as caught:
                session.connection()
        assert database_text(caught.value).startswith("Can't operate on closed transaction")
    assert database_text(sa.exc.InvalidRequestError(NAME)) is None
    assert database_text(sa.exc.PendingRollbackError(f"the original was {NAME}")) is None
    assert database_text(sa.exc.ArgumentError(NAME)) is None


def test_call_of_sqlite_that_is_wrong():
    """Python's own words about a call are told; an error that somebody else made isn't."""
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.ProgrammingError) as caught,
    ):
        connection.execute("SELECT ?", (NAME, NAME))
    assert database_text(caught.value).startswith("Incorrect number of bindings supplied")
    assert database_text(sqlite3.OperationalError(f"no bill of {NAME}")) is None


@pytest.mark.parametrize("error", [ValueError(NAME), KeyError(1146, NAME), OSError(5, NAME)])
def test_no_database(error):
    """Errors of other kinds have neither a message nor a code."""
    assert (database_text(error), database_code(error)) == (None, "")


def test_error_of_django():
    """Django's error is told by the driver's behind it."""
    kind = type("ProgrammingError", (Exception,), {"__module__": "django.db.utils"})
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.Error) as caught,
    ):
        connection.execute("SELECT 1 FROM nowhere")
    error = kind(NAME)
    error.__cause__ = caught.value
    assert database_text(error) == "no such table: nowhere"
