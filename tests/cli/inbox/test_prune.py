"""``zhixiao inbox prune``: payments that no receiver accepts any more are removed."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from tests.cli.conftest import Explained
from zhixiao_async import BEIJING
from zhixiao_sync.notify import Inbox

PRUNE = ["prune", "--before", "2026-03-01", "--max-age", "30"]


@pytest.fixture
def old(db):
    """Make the payment that was notified old; the swept one is of a moment ago."""
    with closing(sqlite3.connect(db)) as books, books:
        times = "handled_at = '2026-01-02T12:00:00+08:00', time_end = '2026-01-02T12:00:00+08:00'"
        books.execute(f"UPDATE zhixiao_inbox SET {times} WHERE out_trade_no = '1'")
    return db


def test_prune(run, old):
    """Old payments are removed and counted."""
    done = run(*PRUNE, "--yes", "--db", str(old))
    said = "removed the payments made and handled before 2026-03-01 from zhixiao_inbox: 1\n"
    assert done == Explained(0, said, "")
    assert [handled.payment.order_id for handled in Inbox(old).latest()] == ["92"]


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
    """The command says why it removes nothing."""
    done = run(*arguments, "--db", str(old))
    assert (done.code, len(Inbox(old).latest())) == (code, 2)
    assert why in done.err


def test_prune_of_the_latest_day(run, old):
    """A day of max_age has no second too many, which centuries would show: this day is allowed."""
    day = datetime.now(BEIJING).date() - timedelta(days=86_400 + 1)
    done = run("prune", "--before", str(day), "--max-age", "86400", "--yes", "--db", str(old))
    assert (done.code, done.err) == (0, "")


def test_prune_in_chinese(run, old):
    """The command tells in Chinese what would be removed, and what was."""
    done = run(*PRUNE, "--db", str(old), "--lang=zh")
    what = "zhixiao_inbox 中支付时间和处理时间均早于 2026-03-01 的记录"
    assert (done.code, len(Inbox(old).latest())) == (1, 2)
    assert done.err == f"zhixiao inbox：将清理 {what}。尚未执行，确认执行请加 --yes\n"
    assert run(*PRUNE, "--db", str(old), "--lang=zh", "--yes").out == f"已清理 {what}：1 条\n"
