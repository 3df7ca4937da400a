"""``zhixiao inbox list``: payments that were handled, shown to whoever looks after the books."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime

import pytest

from zhixiao_sync.notify import Inbox, Source

from .conftest import nothing, payment

HEADER = "handled  app_id  order_id  out_trade_no  fee  source  reruns"


def test_list(run, db):
    """Each payment is a line below a header, the latest first: Beijing time, yuan, no payer."""
    lines = run("list", "--db", str(db)).out.splitlines()
    time = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
    assert lines[0] == HEADER
    assert re.fullmatch(f"{time}  77  92  2  198\\.00  sweep", lines[1])
    assert re.fullmatch(f"{time}  77  91  1  unconfirmed  notification", lines[2])
    assert len(lines) == 3


@pytest.mark.parametrize(("limit", "lines"), [("1", 2), ("0", 1)])
def test_list_limit(run, db, limit, lines):
    """A limit leaves the latest payments only; in a pipe nothing is said of it."""
    assert run("list", "--db", str(db), "--limit", limit).out.count("\n") == lines


def test_list_says_that_there_are_more(run, db, monkeypatch):
    """On a terminal it says when there are more."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    told = "There are more than these 1: --limit N lists more\n"
    assert run("list", "--db", str(db), "--limit", "1").out.endswith(told)
    assert "more" not in run("list", "--db", str(db), "--limit", "2").out


def test_list_counts_reruns(run, db):
    """A payment that may have been credited twice can be told."""
    Inbox(db).rerun("77", "91", nothing)
    assert run("list", "--db", str(db)).out.splitlines()[2].endswith("notification  1")


def test_list_in_chinese(run, db):
    """The words of the list are Chinese."""
    Inbox(db).rerun("77", "91", nothing)
    lines = run("list", "--db", str(db), "--lang", "zh").out.splitlines()
    assert lines[0] == "处理时间  app_id  知校订单号  商户订单号  金额（元）  来源  重新执行次数"
    assert lines[1].endswith("  77  92  2  198.00  主动查询")
    assert lines[2].endswith("  77  91  1  未核实  支付通知  1")


def test_other_table(run, db):
    """Another table is read by its name."""
    Inbox(db, table="other").create_table()
    assert run("list", "--db", str(db), "--table", "other").out == f"{HEADER}\n"


@pytest.fixture
def days(db):
    """Have payments of two merchants on three days, one of them handled again."""
    inbox = Inbox(db)
    with closing(sqlite3.connect(db)) as books, books:
        books.execute("DELETE FROM zhixiao_inbox")
    inbox.handle(payment("1"), nothing)
    inbox.handle(payment("2", fee=19800, source=Source.SWEEP), nothing)
    inbox.handle(payment("3", app_id="78", fee=100), nothing)
    inbox.rerun("78", "93", nothing)
    with closing(sqlite3.connect(db)) as books, books:
        for day in (1, 2, 3):
            moment = f"2026-03-0{day}T23:59:59.999999+08:00"
            books.execute(
                "UPDATE zhixiao_inbox SET handled_at = ? WHERE out_trade_no = ?", (moment, f"{day}")
            )
    return db


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ("", "3 2 1"),
        ("--from 2026-03-02", "3 2"),
        ("--to 2026-03-02", "2 1"),
        ("--from 2026-03-02 --to 2026-03-02", "2"),
        ("--from 2026-03-04", ""),
        ("--source sweep", "2"),
        ("--source notification", "3 1"),
        ("--outcome confirmed", "3 2"),
        ("--outcome unconfirmed", "1"),
        ("--outcome rerun", "3"),
        ("--app-id 78", "3"),
        ("--outcome confirmed --limit 1 --app-id 77", "2"),
    ],
)
def test_list_of_some(run, days, options, numbers):
    """Days, which are Beijing's and part of the period, sources, outcomes and merchants filter."""
    _, *lines = run("list", "--db", str(days), *options.split()).out.splitlines()
    assert [line.split()[4] for line in lines] == numbers.split()


def test_list_as_json(run, days):
    """JSON has documented names, amounts in fen and ISO times, and says if there are more."""
    told = json.loads(run("list", "--db", str(days), "--json", "--limit", "2").out)
    assert told["more"] is True
    assert told["payments"][0] == {
        "app_id": "78",
        "order_id": "93",
        "out_trade_no": "3",
        "fee_fen": 100,
        "source": "notification",
        "time_end": "2026-03-02T12:00:01+08:00",
        "handled_at": "2026-03-03T23:59:59.999999+08:00",
        "reruns": 1,
    }
    rest = json.loads(run("list", "--db", str(days), "--json", "--to", "2026-03-01").out)
    assert (rest["more"], len(rest["payments"])) == (False, 1)
    assert rest["payments"][0]["fee_fen"] is None
    assert datetime.fromisoformat(rest["payments"][0]["handled_at"]).day == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--outcome failed", "--outcome: 'failed' is none of confirmed, unconfirmed, rerun"),
        ("--source rerun", "--source: 'rerun' is none of notification, sweep"),
        ("--from 3.2", "--from: '3.2' is no day like 2026-03-02"),
    ],
)
def test_list_of_what_cannot_be_meant(run, db, options, told):
    """An option that can't be meant is refused with what it takes, and the exit code is 2."""
    done = run("list", "--db", str(db), *options.split())
    page = "(see zhixiao inbox list --help)"
    assert (done.code, done.err) == (2, f"zhixiao inbox list: {told} {page}\n")
