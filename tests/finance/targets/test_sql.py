"""An export in a database: what is its own beside what every target does."""

from __future__ import annotations

import sqlite3
import traceback
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from zhixiao_async.config.secret_text import hidden
from zhixiao_async.errors import InvalidRequest
from zhixiao_async.finance.errors import ExportDamaged, ExportFailed
from zhixiao_async.finance.targets.sql import database
from zhixiao_async.finance.targets.sql.database import Database
from zhixiao_async.finance.targets.sql.engines import engine_for, writing

from ..days import APP_ID, DAY, receipt_of, row, table_of

WRITE_AND_DIE = Path(__file__).with_name("programs") / "write_and_die.py"
TABLE = table_of(row(1), row(2, user_name="张三", remark=""))


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def url(request, tmp_path) -> str:
    """Each kind of database, empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/export.sqlite"
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def target(url):
    opened = Database(url)
    yield opened
    opened.close()


def rows(url, statement):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(statement).fetchall()
    engine.dispose()
    return [tuple(each) for each in found]


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("step", "nth"),
    [("receipt", 1), ("delete", 1), ("rows", 1), ("rows", 2), ("sums", 1), ("commit", 2)],
)
def test_kill_leaves_the_old_day(url, target, interpreter, step, nth):
    """A process that is killed before it commits leaves the old day, and the next one writes."""
    old = target.write(TABLE, receipt_of(TABLE))
    ended = interpreter.run(WRITE_AND_DIE, url, step, str(nth))
    assert (ended.code, ended.err) == (-9, "")
    assert list(target.receipts()) == [old]
    target.check(old)
    other = table_of(row(7))
    target.check(target.write(other, receipt_of(other)))


def test_columns_are_for_queries(url, target):
    """A query finds the day's rows by number, in fen, and the receipt beside."""
    target.write(TABLE, receipt_of(TABLE))
    found = rows(url, "SELECT row_no, fee, user_name FROM zhixiao_orders WHERE id = '00000002'")
    assert found == [(2, 102, "张三")]
    assert rows(url, "SELECT row_count FROM zhixiao_receipts") == [(2,)]


def test_times_are_named(url, target):
    """PostgreSQL keeps the moment with its zone, the others Beijing's wall clock."""
    target.write(TABLE, receipt_of(TABLE))
    ((time,),) = rows(url, "SELECT order_date FROM zhixiao_orders WHERE row_no = 1")
    if target._engine.dialect.name == "postgresql":
        assert time == TABLE["order_date"][0].as_py()
    else:
        assert str(time)[:19] == "2026-11-02 00:00:01"


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_nul_is_refused_by_name(target):
    """PostgreSQL holds no NUL: the error names the column, and not the payer's text."""
    old = target.write(TABLE, receipt_of(TABLE))
    odd = table_of(row(1, user_name="张\0三"))
    with pytest.raises(ExportFailed, match=r"column user_name .*NUL.*another database") as caught:
        target.write(odd, receipt_of(odd))
    assert "张" not in "".join(traceback.format_exception(caught.value))
    target.check(old)


@pytest.mark.parametrize("url", ["mariadb"], indirect=True)
@pytest.mark.parametrize(
    ("column", "longest", "unit"), [("order_id", 255, "characters"), ("remark", 65_535, "bytes")]
)
def test_long_text_is_refused_by_name(target, column, longest, unit):
    """MariaDB's columns have a length: the longest text comes back, and one more is refused."""
    fits = table_of(row(1, **{column: "x" * longest}))
    target.check(target.write(fits, receipt_of(fits)))
    long = table_of(row(1, **{column: "x" * (longest + 1)}))
    with pytest.raises(ExportFailed, match=f"column {column} .* {longest} {unit}"):
        target.write(long, receipt_of(long))


def test_failing_database_shows_no_value(target, monkeypatch):
    """An error of the driver's is told by its name and code, without the payer's texts."""
    target.write(TABLE, receipt_of(TABLE))
    statement = "INSERT INTO zhixiao_orders SELECT * FROM zhixiao_orders"
    monkeypatch.setattr(database, "insert", lambda own, _: own.exec_driver_sql(statement))
    monkeypatch.setattr(database.ORDERS, "delete", lambda: sa.update(database.ORDERS).values(fee=1))
    with pytest.raises(ExportFailed, match=r"the database failed \(\w+ \w+\)") as caught:
        target.write(TABLE, receipt_of(TABLE))
    assert "张三" not in "".join(traceback.format_exception(caught.value))


def test_deadlock_is_tried_again(target, monkeypatch):
    """A transaction that a server breaks off, as it may, is done once more."""
    broken = []

    def break_once(connection, day_rows):
        if not broken:
            broken.append(connection)
            raise OperationalError("", {}, Exception())
        insert(connection, day_rows)

    insert = database.insert
    monkeypatch.setattr(database, "insert", break_once)
    monkeypatch.setattr(database, "code_of", lambda _: next(iter(target._server.passing), None))
    if target._server.passing:
        target.check(target.write(TABLE, receipt_of(TABLE)))
    else:
        with pytest.raises(ExportFailed):
            target.write(TABLE, receipt_of(TABLE))


def test_sqlite_is_locked_from_the_beginning(tmp_path):
    """A writer that reads first keeps others from writing meanwhile: neither could go on."""
    engine = engine_for(f"sqlite:///{tmp_path}/x.sqlite")
    with (
        writing(engine) as connection,
        closing(sqlite3.connect(tmp_path / "x.sqlite", timeout=0)) as other,
    ):
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    engine.dispose()


def test_table_of_somebody_else(url, target):
    """A table of this name with other columns is said to be the database's trouble."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE zhixiao_orders (a INTEGER)")
        connection.exec_driver_sql("CREATE TABLE zhixiao_receipts (a INTEGER)")
    engine.dispose()
    with pytest.raises(ExportFailed, match="the database failed"):
        target.write(TABLE, receipt_of(TABLE))


def test_receipt_without_its_rows(url, target):
    """Rows that somebody deleted are missed, although the receipt stands."""
    kept = target.write(TABLE, receipt_of(TABLE))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM zhixiao_orders")
    engine.dispose()
    with pytest.raises(ExportDamaged, match="0 rows of 0 fen"):
        target.check(kept)


def shown(error):
    """Return a traceback with the values of its locals, but for those of the test."""
    below = error.__traceback__.tb_next
    told = traceback.TracebackException(type(error), error, below, capture_locals=True)
    return "".join(told.format())


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "mysql+pymysql", "mariadb"])
def test_server_that_isnt_there(scheme):
    """The error says that nobody answers; it and a repr show no password."""
    opened = Database(hidden(f"{scheme}://u:s3cret@127.0.0.1:1/none"))
    with pytest.raises(ExportFailed, match=r"(?i)the database failed .*refused") as caught:
        opened.receipt(APP_ID, DAY)
    assert "s3cret" not in shown(caught.value) + repr(opened) + repr(vars(opened))


def test_folder_that_isnt_there(tmp_path):
    """A SQLite file that can't be opened is the database's trouble."""
    opened = Database(f"sqlite:///{tmp_path}/none/x.sqlite")
    with pytest.raises(ExportFailed, match="unable to open"):
        opened.receipt(APP_ID, DAY)


@pytest.mark.parametrize(
    "address",
    [
        *["nonsense://s3cret@h/d", "postgresql+asyncpg://u:s3cret@h/d", "oracle://u:s3cret@h/d"],
        *["postgresql://u:a@s3cret@h/d", "sqlite://", "sqlite:///:memory:", "://s3cret"],
        "postgresql://u:s3cret@h:port/d",
    ],
    ids=range(8),
)
def test_other_urls_are_refused(address):
    """A URL of something else is refused, and not repeated."""
    address = hidden(address)
    with pytest.raises(InvalidRequest, match=r"target must (be the URL|name a file)") as caught:
        Database(address)
    assert "s3cret" not in shown(caught.value)
