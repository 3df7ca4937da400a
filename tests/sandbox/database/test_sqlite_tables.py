"""The database by itself: transactions, copies, and files that it refuses."""

import sqlite3
from contextlib import closing

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.sandbox import CannotStart
from zhixiao_async.sandbox.database import snapshots
from zhixiao_async.sandbox.database.sqlite import Database

INSERT = "INSERT INTO seeded VALUES (1, ?)"


@pytest.fixture
def database():
    database = Database(":memory:")
    yield database
    database.close()


def rows(database: Database) -> list[int]:
    return [row["rows"] for row in database.all("SELECT rows FROM seeded")]


def order(database: Database, number: str) -> int:
    return database.run(
        "INSERT INTO orders (order_id, state, created, total_fee, body)"
        " VALUES (?, 'open', 'now', 1, 'b')",
        number,
    )


def test_transaction_is_all_or_nothing(database):
    """An error rolls the transaction back, and reaches the caller."""

    def break_off() -> None:
        with database.transaction():
            database.run(INSERT, 5)
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert rows(database) == []
    with database.transaction():
        database.run(INSERT, 5)
    assert rows(database) == [5]


def test_transaction_inside_another(database):
    """An inner transaction is part of the outer one, whose error rolls it back too."""

    def break_off() -> None:
        with database.transaction():
            with database.transaction():
                database.run(INSERT, 5)
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert rows(database) == []


def test_committed_work_is_seen_by_others(tmp_path):
    """Another program that has the file open sees committed work."""
    path = str(tmp_path / "db")
    database = Database(path)
    with database.transaction():
        database.run(INSERT, 5)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT rows FROM seeded").fetchall() == [(5,)]
    database.close()


def test_orders_are_counted(database):
    """The highest order number counts on, also after its order is gone."""
    assert database.last_order_number() == 0
    assert [order(database, "a"), order(database, "b")] == [1, 2]
    database.run("DELETE FROM orders")
    assert database.last_order_number() == 2


def test_restored_numbers_never_go_back(database):
    """A restored snapshot keeps the higher of its own and the present order number."""
    before = database.snapshot()
    order(database, "a")
    with closing(snapshots.open_snapshot(before)) as copy:
        database.restore(copy)
    assert database.all("SELECT * FROM orders") == []
    assert (database.last_order_number(), order(database, "a")) == (1, 2)
    later = database.snapshot()
    database.reset()
    assert database.last_order_number() == 2
    younger = Database(":memory:")
    with closing(snapshots.open_snapshot(later)) as copy:
        younger.restore(copy)
    assert younger.last_order_number() == 2
    younger.close()


def test_tables_refer_to_each_other(database):
    """A payment without its order is refused."""
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        database.run("INSERT INTO payments VALUES ('x', '1', 't', 'u', 1, 0)")


def test_first_row_that_is_not_there(database):
    """A query without a row that must have one raises a LookupError that names it."""
    with pytest.raises(LookupError, match="SELECT rows FROM seeded"):
        database.one("SELECT rows FROM seeded")
    assert database.first("SELECT rows FROM seeded") is None


@pytest.mark.parametrize("kind", ["folder", "other", "version"])
def test_file_that_is_refused_is_let_go(tmp_path, kind):
    """A refused file is closed again, so that it can be removed or replaced."""
    path = tmp_path / "db"
    if kind == "folder":
        path.mkdir()
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE other (a)" if kind == "other" else "PRAGMA user_version = 4")
    reason = "can't be opened: unable to open" if kind == "folder" else "isn't a sandbox's of this"
    with pytest.raises(CannotStart, match=f"^the database {path} {reason}"):
        Database(str(path))


def test_file_is_free_after_closing(tmp_path):
    """A closed database leaves its file and its lock free."""
    path = str(tmp_path / "db")
    database = Database(path)
    with pytest.raises(CannotStart, match=f"^the database {path} is in use by another sandbox$"):
        Database(path)
    database.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.last_order_number()
    Database(path).close()


@pytest.mark.parametrize("db", [":memory:", ""])
def test_database_in_memory_makes_no_file(tmp_path, monkeypatch, db):
    """A database in memory makes no file and takes no lock, nor does an opened snapshot."""
    monkeypatch.chdir(tmp_path)
    databases = [Database(db), Database(db)]
    snapshots.open_snapshot(databases[0].snapshot()).close()
    assert list(tmp_path.iterdir()) == []
    for database in databases:
        database.close()


@pytest.mark.parametrize(
    ("lies_there", "reason"),
    [("a folder", "unable to open database file"), ("a text", "file is not a database")],
)
def test_lock_that_cannot_be_made(tmp_path, lies_there, reason):
    """A lock file that can't be made is a CannotStart with SQLite's reason."""
    lock = tmp_path / "db-lock"
    if lies_there == "a folder":
        lock.mkdir()
    else:
        lock.write_bytes(b"no database" * 99)
    with pytest.raises(CannotStart, match=f"db can't be used: {reason}$"):
        Database(str(tmp_path / "db"))


def test_many_rows_at_once(database):
    """run_many inserts every row."""
    students = [(name, "n", "1", "1", f"o{name}", f"w{name}", f"a{name}", "s", 0) for name in "ab"]
    database.run_many("INSERT INTO students VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", students)
    assert [tuple(row) for row in database.all("SELECT * FROM students")] == students


def damaged(snapshot: bytes) -> bytes:
    """Overwrite pages in the middle of a snapshot, behind a whole head."""
    half = len(snapshot) // 2
    return snapshot[:half] + b"\xff" * 4096 + snapshot[half + 4096 :]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda _: b"", "this has version 0, not 5"),
        (lambda whole: whole[:20], "file is not a database"),
        (damaged, r"\n?Page \d+: "),
    ],
)
def test_snapshot_that_is_none(database, change, problem):
    """A snapshot that isn't valid is refused, with the rule and the reason."""
    rule = r"snapshot must be what snapshot\(\) of a sandbox of this version gave \("
    with pytest.raises(InvalidRequest, match=rf"(?s){rule}.*({problem})"):
        snapshots.open_snapshot(change(database.snapshot()))


def test_snapshot_of_other_tables(database):
    """A snapshot of the right version with other tables is refused."""
    database.run("DROP TABLE seeded")
    with pytest.raises(InvalidRequest, match=r"\(this has other tables\)$"):
        snapshots.open_snapshot(database.snapshot())
