"""``zhixiao inbox list``: payments that were handled, shown to whoever looks after the books."""

import re

from tests.cli.conftest import Explained
from zhixiao_sync.notify import Inbox

from .conftest import nothing


def test_list(run, db):
    """Each payment is a line, the latest first: Beijing time, yuan, nobody's name."""
    lines = run("list", "--db", str(db)).out.splitlines()
    time = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
    assert re.fullmatch(f"{time}  77  92  2  198\\.00  sweep", lines[0])
    assert re.fullmatch(f"{time}  77  91  1  unconfirmed  notification", lines[1])
    assert len(lines) == 2


def test_list_limit(run, db):
    """A limit leaves the latest payments only."""
    assert run("list", "--db", str(db), "--limit", "1").out.count("\n") == 1


def test_list_counts_reruns(run, db):
    """A payment that may have been credited twice can be told."""
    Inbox(db).rerun("77", "91", nothing)
    assert run("list", "--db", str(db)).out.splitlines()[1].endswith("notification  reruns=1")


def test_list_in_chinese(run, db):
    """The words of the list are Chinese."""
    Inbox(db).rerun("77", "91", nothing)
    lines = run("list", "--db", str(db), "--lang", "zh").out.splitlines()
    assert lines[0].endswith("  77  92  2  198.00  主动查询")
    assert lines[1].endswith("  77  91  1  未核实  支付通知  重新执行=1")


def test_other_table(run, db):
    """Another table is read by its name."""
    Inbox(db, table="other").create_table()
    assert run("list", "--db", str(db), "--table", "other") == Explained(0, "", "")
