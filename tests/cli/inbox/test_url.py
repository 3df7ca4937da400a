"""``zhixiao inbox --url``: databases by sync drivers and async ones."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.support.databases import asynchronous
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.notify import Inbox

from .conftest import nothing, payment


@pytest.fixture(params=["psycopg", "asyncpg", "pymysql", "aiomysql"])
def url(request: pytest.FixtureRequest) -> str:
    """Make a database with one payment, by a sync driver or an async one."""
    server = "postgresql" if request.param in ("psycopg", "asyncpg") else "mariadb"
    url: str = request.getfixturevalue(f"{server}_url")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    inbox = Inbox(SQLStore(engine))
    inbox.create_table()
    inbox.handle(payment("1"), nothing)
    return asynchronous(url) if request.param in ("asyncpg", "aiomysql") else url


def test_url(run, url):
    """A database is read by an async driver or a sync one."""
    done = run("list", "--url", url)
    assert done.out.endswith("  77  91  1  unconfirmed  notification\n")


def test_url_missing_table(run, url):
    """The database's own sentence is told without its statement, and the exit code is 2."""
    done = run("list", "--url", url, "--table", "no_such_table")
    assert done.code == 2
    assert "no_such_table" in done.err
    assert "SELECT" not in done.err


@pytest.fixture
def written(url) -> Callable[[], list[str]]:
    """Make the table that the handlers write to; return what tells what they have written."""
    drivers = {"asyncpg": "postgresql+psycopg", "aiomysql": "mysql+pymysql"}
    parsed = sa.make_url(url)
    driver = drivers.get(parsed.get_driver_name(), parsed.drivername)
    engine = sa.create_engine(parsed.set(drivername=driver), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE ledger (source VARCHAR(9))"))

    def read() -> list[str]:
        with engine.begin() as connection:
            return list(connection.execute(sa.text("SELECT source FROM ledger")).scalars())

    return read


@pytest.mark.filterwarnings("ignore:coroutine 'AsyncConnection.execute' was never awaited")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the same
@pytest.mark.parametrize("handler", ["credit", "acredit"])
def test_rerun_by_url(run, url, written, module, handler):
    """It runs on the kind of connection that the handler needs, or not at all."""
    name = module("sql_handlers.py")
    kind = {"credit": ("psycopg", "pymysql"), "acredit": ("psycopg", "asyncpg", "aiomysql")}
    can = sa.make_url(url).get_driver_name() in kind[handler]
    done = run("rerun", "91", "--handler", f"{name}:{handler}", "--yes", "--url", url)
    assert (done.code == 0, done.out.endswith("(reruns=1)\n")) == (can, can)
    assert written() == (["rerun"] if can else [])
    assert ("handler must be a" in done.err) is not can


def test_url_of_a_driver_that_is_not_installed(run, monkeypatch):
    """A driver that isn't installed is named."""
    monkeypatch.setitem(sys.modules, "pg8000", None)
    done = run("list", "--url", "postgresql+pg8000://root:hidden@127.0.0.1:9/test")
    assert (done.code, done.err) == (2, "zhixiao inbox: pg8000 isn't installed\n")


@pytest.mark.parametrize(
    "bad_url",
    [
        "postgresql+psycopg://root:hidden@127.0.0.1:9/test",
        "postgresql+asyncpg://root:hidden@127.0.0.1:9/test",
        "mysql+pymysql://root:hidden@127.0.0.1:3306/test",
        "postgresql+none://root:hidden@127.0.0.1/test",
        "postgresql://root:hidden@127.0.0.1:port/test",
        "root:hidden@127.0.0.1",
        "sqlite:///hidden.db",
    ],
)
def test_url_that_leads_nowhere(run, bad_url, tmp_path, monkeypatch):
    """One sentence says why, without the password; nothing is created, and the exit code is 2."""
    monkeypatch.chdir(tmp_path)
    done = run("list", "--url", bad_url)
    assert done.code == 2
    assert "hidden" not in done.out + done.err
    assert list(tmp_path.iterdir()) == []
