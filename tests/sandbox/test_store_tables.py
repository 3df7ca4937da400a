"""The store by itself: transactions, copies, and files that it won't take."""

import sqlite3
from contextlib import closing

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.sandbox import CannotStart, images
from zhixiao_async.sandbox.store import Store

INSERT = "INSERT INTO seeded VALUES (1, ?)"


@pytest.fixture
def store():
    one = Store(":memory:")
    yield one
    one.close()


def rows(store: Store) -> list[int]:
    return [row["rows"] for row in store.all("SELECT rows FROM seeded")]


def order(store: Store, number: str) -> int:
    return store.run(
        "INSERT INTO orders (order_id, state, created, total_fee, body)"
        " VALUES (?, 'open', 'now', 1, 'b')",
        number,
    )


def test_transaction_is_all_or_nothing(store):
    """An error undoes what was done before it, and goes on to the caller."""

    def break_off() -> None:
        with store.transaction():
            store.run(INSERT, 5)
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert rows(store) == []
    with store.transaction():
        store.run(INSERT, 5)
    assert rows(store) == [5]


def test_transaction_inside_another(store):
    """It is a part of that one: its end isn't the end, and an outer error undoes it too."""

    def break_off() -> None:
        with store.transaction():
            with store.transaction():
                store.run(INSERT, 5)
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert rows(store) == []


def test_committed_work_is_seen_by_others(tmp_path):
    """By another program that has the file open."""
    path = str(tmp_path / "db")
    store = Store(path)
    with store.transaction():
        store.run(INSERT, 5)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT rows FROM seeded").fetchall() == [(5,)]
    store.close()


def test_orders_are_counted(store):
    """The highest number ever, also after its order has gone."""
    assert store.last_order() == 0
    assert [order(store, "a"), order(store, "b")] == [1, 2]
    store.run("DELETE FROM orders")
    assert store.last_order() == 2


def test_restored_numbers_never_go_back(store):
    """Nor does what is restored lose numbers that it had itself."""
    before = store.snapshot()
    order(store, "a")
    with closing(images.opened(before)) as copy:
        store.restore(copy)
    assert store.all("SELECT * FROM orders") == []
    assert (store.last_order(), order(store, "a")) == (1, 2)
    later = store.snapshot()
    store.reset()
    assert store.last_order() == 2
    younger = Store(":memory:")
    with closing(images.opened(later)) as copy:
        younger.restore(copy)
    assert younger.last_order() == 2
    younger.close()


def test_tables_refer_to_each_other(store):
    """A payment of no order is refused."""
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.run("INSERT INTO payments VALUES ('x', '1', 't', 'u', 1, 0)")


def test_first_row_that_is_not_there(store):
    """A query that always has a row has one, or it is a mistake that names the query."""
    with pytest.raises(LookupError, match="SELECT rows FROM seeded"):
        store.first("SELECT rows FROM seeded")
    assert store.one("SELECT rows FROM seeded") is None


@pytest.mark.parametrize("kind", ["folder", "other", "version"])
def test_file_that_is_refused_is_let_go(tmp_path, kind):
    """With the reason; nothing of it stays open, so it can be removed or replaced."""
    path = tmp_path / "db"
    if kind == "folder":
        path.mkdir()
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE other (a)" if kind == "other" else "PRAGMA user_version = 3")
    reason = "can't be opened: unable to open" if kind == "folder" else "isn't a sandbox's of this"
    with pytest.raises(CannotStart, match=f"^the database {path} {reason}"):
        Store(str(path))


def test_file_is_free_after_closing(tmp_path):
    """The lock beside it as well."""
    path = str(tmp_path / "db")
    store = Store(path)
    with pytest.raises(CannotStart, match=f"^the database {path} is in use by another sandbox$"):
        Store(path)
    store.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        store.last_order()
    Store(path).close()


@pytest.mark.parametrize("db", [":memory:", ""])
def test_database_in_memory_makes_no_file(tmp_path, monkeypatch, db):
    """Nor is it locked: each has one of its own. A snapshot is opened in memory as well."""
    monkeypatch.chdir(tmp_path)
    stores = [Store(db), Store(db)]
    images.opened(stores[0].snapshot()).close()
    assert list(tmp_path.iterdir()) == []
    for one in stores:
        one.close()


@pytest.mark.parametrize(
    ("lies_there", "reason"),
    [("a folder", "unable to open database file"), ("a text", "file is not a database")],
)
def test_lock_that_cannot_be_made(tmp_path, lies_there, reason):
    """Something else lies where it should be: the reason is SQLite's."""
    lock = tmp_path / "db-lock"
    if lies_there == "a folder":
        lock.mkdir()
    else:
        lock.write_bytes(b"no database" * 99)
    with pytest.raises(CannotStart, match=f"db can't be used: {reason}$"):
        Store(str(tmp_path / "db"))


def test_many_rows_at_once(store):
    """Each of them."""
    students = [(str(one), "n", "1", "1", f"o{one}", f"w{one}", f"a{one}", "s", 0) for one in "ab"]
    store.run_many("INSERT INTO students VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", students)
    assert [tuple(row) for row in store.all("SELECT * FROM students")] == students


def damaged(snapshot: bytes) -> bytes:
    """Pages in the middle overwritten: the head is a sandbox's, the rest isn't whole."""
    half = len(snapshot) // 2
    return snapshot[:half] + b"\xff" * 4096 + snapshot[half + 4096 :]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda _: b"", "this has version 0, not 4"),
        (lambda whole: whole[:20], "file is not a database"),
        (damaged, r"\n?Page \d+: "),
    ],
)
def test_snapshot_that_is_none(store, change, problem):
    """The rule, and what is wrong with this one."""
    rule = r"snapshot must be what snapshot\(\) of a sandbox of this version gave \("
    with pytest.raises(InvalidRequest, match=rf"(?s){rule}.*({problem})"):
        images.opened(change(store.snapshot()))


def test_snapshot_of_other_tables(store):
    """The version alone doesn't make it ours."""
    store.run("DROP TABLE seeded")
    with pytest.raises(InvalidRequest, match=r"\(this has other tables\)$"):
        images.opened(store.snapshot())
