"""``zhixiao inbox``: what is kept, shown to whoever looks after the books."""

from __future__ import annotations

import re
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import asynchronous
from zhixiao_async import BEIJING, PayType
from zhixiao_async.cli import main
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.notify import Inbox, Payment, Source

from .conftest import Explained

PAID = datetime(2026, 3, 2, 12, 0, 1, tzinfo=BEIJING)
Run = Callable[..., Explained]


def payment(number: str, **fields: object) -> Payment:
    told = {
        "app_id": "77",
        "order_id": f"9{number}",
        "out_trade_no": number,
        "source": Source.NOTIFICATION,
        "time_end": PAID,
        "uid": "o-payer",
        "user_no": "2013141516",
        "user_name": "张三",
        "pay_type": PayType.WECHAT,
    }
    return Payment(**told | fields)


def nothing(*_: object) -> None:
    """A handler."""


@pytest.fixture
def run(capsys) -> Run:
    """Runs it; there is never more than one sentence of complaint."""

    def act(*arguments: str) -> Explained:
        code = main(["inbox", *arguments])
        out, err = capsys.readouterr()
        assert err.count("\n") == (1 if code else 0)
        return Explained(code, out, err)

    return act


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A file with two payments, one of them with a confirmed fee."""
    inbox = Inbox(tmp_path / "books.db")
    inbox.create_table()
    inbox.handle(payment("1"), nothing)
    inbox.handle(payment("2", fee=19800, source=Source.SWEEP), nothing)
    return tmp_path / "books.db"


def test_list(run, db):
    """One line a payment, the latest first; Beijing time, yuan, nobody's name."""
    lines = run("list", "--db", str(db)).out.splitlines()
    time = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
    assert re.fullmatch(f"{time}  77  92  2  198\\.00  sweep", lines[0])
    assert re.fullmatch(f"{time}  77  91  1  unconfirmed  notification", lines[1])
    assert len(lines) == 2


def test_table_that_is_not_there(run, db):
    """Which one was looked for, and how to name another."""
    done = run("list", "--db", str(db), "--table", "other")
    assert done.code == 2
    assert done.err.endswith("other (is there a table other? --table names another)\n")


def test_list_limit(run, db):
    """The latest ones only."""
    assert run("list", "--db", str(db), "--limit", "1").out.count("\n") == 1


def test_list_counts_reruns(run, db):
    """A payment that may have been credited twice can be told."""
    Inbox(db).rerun("77", "91", nothing)
    assert run("list", "--db", str(db)).out.splitlines()[1].endswith("notification  reruns=1")


def test_other_table(run, db):
    """By its name."""
    Inbox(db, table="other").create_table()
    assert run("list", "--db", str(db), "--table", "other") == Explained(0, "", "")


def test_show(run, db):
    """All that is kept, but for the payer."""
    shown = run("show", "77", "91", "--db", str(db)).out
    fields = dict(re.split(" +", line, maxsplit=1) for line in shown.splitlines())
    handled = fields.pop("handled")
    assert datetime.strptime(handled, "%Y-%m-%d %H:%M:%S")
    assert fields == {
        "app_id": "77",
        "order_id": "91",
        "out_trade_no": "1",
        "fee": "unconfirmed",
        "source": "notification",
        "paid": "2026-03-02 12:00:01",
        "reruns": "0",
    }


def test_show_payer(run, db):
    """Personal data only when asked for."""
    shown = run("show", "77", "91", "--payer", "--db", str(db)).out
    assert re.findall("^(?:uid|user_no|user_name|pay_type) +(.*)$", shown, re.MULTILINE) == [
        "o-payer",
        "2013141516",
        "张三",
        "WECHAT",
    ]


def test_show_payer_of_whom_nothing_is_known(run, db):
    """It says so, field by field."""
    fields = ("uid", "user_no", "user_name", "pay_type")
    Inbox(db).handle(payment("3", **dict.fromkeys(fields)), nothing)
    shown = run("show", "77", "93", "--payer", "--db", str(db)).out
    assert re.findall("^(?:uid|user_no|user_name|pay_type) +(.*)$", shown, re.MULTILINE) == [
        "unknown"
    ] * len(fields)


@pytest.mark.parametrize(
    ("unreadable", "options", "shown"),
    [
        ({}, [], ["paid          unknown"]),
        ({"time_end": "2026/3/2", "user_no": "[1]"}, [], ["paid          2026/3/2"]),
        ({"user_no": "[1]"}, ["--payer"], ["paid          unknown", "user_no is    [1]"]),
    ],
    ids=["nothing", "the time", "the payer"],
)
def test_show_what_could_not_be_read(run, db, unreadable, options, shown):
    """The text of a time stands where the time would; the rest is the payer's."""
    told = payment("3", time_end=None, user_no=None, unreadable=unreadable)
    Inbox(db).handle(told, nothing)
    lines = run("show", "77", "93", "--db", str(db), *options).out.splitlines()
    assert [one for one in lines if "paid" in one or " is " in one] == shown


@pytest.fixture
def handlers(tmp_path: Path, monkeypatch) -> Iterator[str]:
    """A module in the current directory with handlers, one of which is async.

    Python would find another of that name first, but for the current directory.
    """
    name = f"handlers_{uuid.uuid4().hex}"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{name}.py").touch()
    monkeypatch.syspath_prepend(elsewhere)
    (tmp_path / f"{name}.py").write_text(
        "def credit(payment, connection):\n"
        "    connection.execute('CREATE TABLE ledger (source)')\n"
        "    connection.execute('INSERT INTO ledger VALUES (?)', (payment.source,))\n"
        "async def acredit(payment, connection):\n"
        "    credit(payment, connection)\n"
        "def fail(payment, connection):\n"
        "    credit(payment, connection)\n"
        "    raise ValueError('the books are closed')\n"
    )
    monkeypatch.chdir(tmp_path)
    yield name
    sys.modules.pop(name, None)


def ledger(db: Path) -> list[str]:
    """The sources of what was credited."""
    with closing(sqlite3.connect(db)) as books:
        if not books.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchone():
            return []
        return [row[0] for row in books.execute("SELECT source FROM ledger")]


@pytest.mark.parametrize("handler", ["credit", "acredit"])
def test_rerun(run, db, handlers, handler):
    """The handler runs once more, and the row says so."""
    done = run("rerun", "77", "91", "--handler", f"{handlers}:{handler}", "--yes", "--db", str(db))
    assert done.code == 0
    assert ledger(db) == ["rerun"]
    assert Inbox(db).find("77", "91").reruns == 1


def test_rerun_without_yes(run, db, handlers):
    """It says what it would do and what that may mean, and does nothing."""
    done = run("rerun", "77", "91", "--handler", f"{handlers}:credit", "--db", str(db))
    assert (done.code, ledger(db)) == (1, [])
    assert "order 91 of 77" in done.err
    assert "credited twice" in done.err


def test_rerun_that_fails(run, db, handlers):
    """Nothing is changed, and the reason is given."""
    done = run("rerun", "77", "91", "--handler", f"{handlers}:fail", "--yes", "--db", str(db))
    assert (done.code, ledger(db)) == (1, [])
    assert "nothing was changed: ValueError: the books are closed" in done.err
    assert Inbox(db).find("77", "91").reruns == 0


PRUNE = ["prune", "--before", "2026-03-01", "--max-age", "30"]


@pytest.fixture
def old(db):
    """The payment that was notified is old, the swept one of a moment ago."""
    with closing(sqlite3.connect(db)) as books, books:
        times = "handled_at = '2026-01-02T12:00:00+08:00', time_end = '2026-01-02T12:00:00+08:00'"
        books.execute(f"UPDATE zhixiao_inbox SET {times} WHERE out_trade_no = '1'")
    return db


def test_prune(run, old):
    """What is old goes, and is counted."""
    done = run(*PRUNE, "--yes", "--db", str(old))
    said = "removed the payments made and handled before 2026-03-01 from zhixiao_inbox: 1\n"
    assert done == Explained(0, said, "")
    assert [one.payment.order_id for one in Inbox(old).latest()] == ["92"]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (PRUNE, 1, "nothing was done, --yes does it"),
        (["prune", "--before", "2999-01-01", "--max-age", "30"], 2, "before must be"),
        (["prune", "--before", "2999-01-01", "--max-age", "30", "--yes"], 2, "before must be"),
        (["prune", "--before", "2026-03-01", "--max-age", "7", "--yes"], 2, "max_age must be"),
    ],
)
def test_prune_that_does_nothing(run, old, arguments, code, why):
    """It says why."""
    done = run(*arguments, "--db", str(old))
    assert (done.code, len(Inbox(old).latest())) == (code, 2)
    assert why in done.err


def test_prune_of_the_latest_day(run, old):
    """A day of max_age has no second too many, which centuries would show: this day is allowed."""
    day = datetime.now(BEIJING).date() - timedelta(days=86_400 + 1)
    done = run("prune", "--before", str(day), "--max-age", "86400", "--yes", "--db", str(old))
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("day", ["yesterday", "2026-3-1", "2026-03-01T12:00"])
def test_prune_without_a_day(day, db, capsys):
    """A usage error that shows how one is written."""
    with pytest.raises(SystemExit):
        main(["inbox", "prune", "--before", day, "--max-age", "30", "--db", str(db)])
    assert "is no day like 2026-03-02" in capsys.readouterr().err


def test_db_that_is_a_url(run):
    """It says which option takes one, and shows no password."""
    done = run("list", "--db", "postgresql://root:hidden@127.0.0.1/test")
    assert (done.code, "--url" in done.err, "hidden" in done.err) == (2, True, False)


def test_url_that_is_a_file(run):
    """It says which option takes one."""
    assert "a SQLite file is given by --db" in run("list", "--url", "sqlite:///there.db").err


@pytest.mark.parametrize("action", ["show", "rerun"])
def test_no_such_payment(run, db, handlers, action):
    """1, and which one."""
    more = ["--handler", f"{handlers}:credit", "--yes"] if action == "rerun" else []
    done = run(action, "77", "404", "--db", str(db), *more)
    assert (done.code, done.err) == (1, "zhixiao inbox: order 404 of 77 isn't in zhixiao_inbox\n")


def test_missing_file(run, tmp_path):
    """2, and it isn't created."""
    done = run("list", "--db", str(tmp_path / "none.db"))
    assert (done.code, list(tmp_path.iterdir())) == (2, [])
    assert "there is no file" in done.err


@pytest.mark.parametrize("table", ["none", "not plain"])
def test_missing_table(run, db, table):
    """2, and its name."""
    done = run("list", "--db", str(db), "--table", table)
    assert done.code == 2
    assert table in done.err


def test_no_database(run, tmp_path):
    """A file of another kind: 2."""
    (tmp_path / "text").write_text("no database" * 100)
    assert run("list", "--db", str(tmp_path / "text")).code == 2


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        ("{0}", "is MODULE:FUNCTION"),
        ("{0}:none", "has no function none"),
        ("no_such_module_here:credit", "can't be imported"),
        ("{0}:__name__", "has no function __name__"),
    ],
    ids=["no-function", "unknown-function", "unknown-module", "no-callable"],
)
def test_bad_handler(run, db, handlers, handler, reason):
    """2, and why."""
    name = handler.format(handlers)
    done = run("rerun", "77", "91", "--handler", name, "--yes", "--db", str(db))
    assert (done.code, ledger(db)) == (2, [])
    assert reason in done.err


@pytest.fixture(params=["psycopg", "asyncpg", "pymysql", "aiomysql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database with one payment, by a sync driver or an async one."""
    server = "postgresql" if request.param in ("psycopg", "asyncpg") else "mariadb"
    url: str = request.getfixturevalue(f"{server}_url")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    inbox = Inbox(SQLStore(engine))
    inbox.create_table()
    inbox.handle(payment("1"), nothing)
    return asynchronous(url) if request.param in ("asyncpg", "aiomysql") else url


def test_url(run, url):
    """Async drivers and sync ones."""
    done = run("list", "--url", url)
    assert done.out.endswith("  77  91  1  unconfirmed  notification\n")


def test_url_missing_table(run, url):
    """2, and the database's own sentence."""
    done = run("list", "--url", url, "--table", "no_such_table")
    assert done.code == 2
    assert "no_such_table" in done.err
    assert "SELECT" not in done.err


WRITING = """
import sqlalchemy as sa

write = sa.text("INSERT INTO ledger VALUES ('rerun')")

def credit(payment, connection):
    connection.execute(write)

async def acredit(payment, connection):
    await connection.execute(write)
"""


@pytest.fixture
def books(url, tmp_path, monkeypatch) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """A module with handlers that write to the database, and what they have written."""
    name = f"handlers_{uuid.uuid4().hex}"
    (tmp_path / f"{name}.py").write_text(WRITING)
    monkeypatch.chdir(tmp_path)
    drivers = {"asyncpg": "postgresql+psycopg", "aiomysql": "mysql+pymysql"}
    parsed = sa.make_url(url)
    driver = drivers.get(parsed.get_driver_name(), parsed.drivername)
    engine = sa.create_engine(parsed.set(drivername=driver), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE ledger (source VARCHAR(9))"))

    def written() -> list[str]:
        with engine.begin() as connection:
            return list(connection.execute(sa.text("SELECT source FROM ledger")).scalars())

    yield name, written
    sys.modules.pop(name, None)


@pytest.mark.filterwarnings("ignore:coroutine 'AsyncConnection.execute' was never awaited")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the same
@pytest.mark.parametrize("handler", ["credit", "acredit"])
def test_rerun_by_url(run, url, books, handler):
    """On the kind of connection that the handler needs, where the driver has it; or not at all."""
    module, written = books
    kind = {"credit": ("psycopg", "pymysql"), "acredit": ("psycopg", "asyncpg", "aiomysql")}
    can = sa.make_url(url).get_driver_name() in kind[handler]
    done = run("rerun", "77", "91", "--handler", f"{module}:{handler}", "--yes", "--url", url)
    assert (done.code, done.out.endswith("(reruns=1)\n")) == ((0, True) if can else (1, False))
    assert written() == (["rerun"] if can else [])
    assert ("the handler must be a" in done.err) is not can


def test_rerun_of_a_handler_that_imports_late(run, db, tmp_path, monkeypatch):
    """The current directory is where it looks while it runs, and not after."""
    name, late = f"handlers_{uuid.uuid4().hex}", f"late_{uuid.uuid4().hex}"
    (tmp_path / f"{name}.py").write_text(f"def credit(*_):\n    import {late}\n")
    (tmp_path / f"{late}.py").write_text("")
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    done = run("rerun", "77", "91", "--handler", f"{name}:credit", "--yes", "--db", str(db))
    assert (done.code, done.err) == (0, "")
    assert sys.path == before
    for one in (name, late):
        sys.modules.pop(one, None)


def test_url_of_a_driver_that_is_not_installed(run, monkeypatch):
    """Which one it lacks."""
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
    """2 and one sentence, which never shows the password; nothing is created."""
    monkeypatch.chdir(tmp_path)
    done = run("list", "--url", bad_url)
    assert done.code == 2
    assert "hidden" not in done.out + done.err
    assert list(tmp_path.iterdir()) == []
