"""An export in a DuckDB file: what is its own beside what every target does."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from zhixiao_async.finance.errors import ExportFailed
from zhixiao_async.finance.targets.duckdb_file import DuckDBFile

from ..days import APP_ID, DAY, receipt_of, row, table_of

PROGRAMS = Path(__file__).with_name("programs")
TABLE = table_of(row(1), row(2, user_name="张三"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / "export.duckdb"


@pytest.fixture
def target(path):
    return DuckDBFile(path)


def test_columns_are_for_queries(target, path):
    """A query finds the day's rows by number, in fen, with the moment of each."""
    target.write(TABLE, receipt_of(TABLE))
    with duckdb.connect(path) as connection:
        query = "SELECT row_no, fee, user_name, epoch(order_date) FROM zhixiao_orders"
        found = connection.execute(f"{query} WHERE id = '00000002'").fetchall()
    assert found == [(2, 102, "张三", TABLE["order_date"][1].as_py().timestamp())]


def test_kill_leaves_the_old_day(target, path, interpreter):
    """A process that is killed before it commits leaves the old day, and the next one writes."""
    old = target.write(TABLE, receipt_of(TABLE))
    assert interpreter.run(PROGRAMS / "die_in_duckdb.py", str(path)).code == -9
    assert list(target.receipts()) == [old]
    target.check(old)
    target.check(target.write(TABLE, receipt_of(TABLE)))


def test_taken_file_is_said(target, path, interpreter):
    """Whoever waited too long for another process is told what to do."""
    target.write(TABLE, receipt_of(TABLE))
    with duckdb.connect(path):
        ended = interpreter.run(PROGRAMS / "read_taken.py", str(path))
    assert (ended.err, ended.out) == (
        "",
        "another process has had the DuckDB file open for 0 seconds: end it first\n",
    )


def test_file_that_this_process_has_open(target, path):
    """A connection of one's own in the same process is no hindrance."""
    target.write(TABLE, receipt_of(TABLE))
    with duckdb.connect(path):
        assert target.receipt(APP_ID, DAY) is not None


def test_other_file_is_refused(target, path):
    """A file that is no DuckDB database is said to be trouble, and stays."""
    path.parent.mkdir()
    path.write_text("张三的账本", "utf-8")
    with pytest.raises(ExportFailed, match=r"the database failed \(IOException\)"):
        target.write(TABLE, receipt_of(TABLE))
    assert path.read_text("utf-8") == "张三的账本"
