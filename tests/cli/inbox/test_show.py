"""``zhixiao inbox show``: all that is kept of one payment, the payer only when asked for."""

import re
from datetime import datetime

import pytest

from zhixiao_sync.notify import Inbox

from .conftest import nothing, payment


def test_show(run, db):
    """The command shows all that is kept, but for the payer."""
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
    """The command shows personal data only when asked for."""
    shown = run("show", "77", "91", "--payer", "--db", str(db)).out
    assert re.findall("^(?:uid|user_no|user_name|pay_type) +(.*)$", shown, re.MULTILINE) == [
        "o-payer",
        "2013141516",
        "张三",
        "WECHAT",
    ]


def test_show_payer_of_whom_nothing_is_known(run, db):
    """The command says of each field that it is unknown."""
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
    assert [line for line in lines if "paid" in line or " is " in line] == shown


def test_show_in_chinese(run, db):
    """The fields have the names that the finance office uses."""
    told = payment("3", time_end=None, user_no=None, unreadable={"user_no": "[1]"})
    Inbox(db).handle(told, nothing)
    shown = run("show", "77", "93", "--payer", "--db", str(db), "--lang=zh").out.splitlines()
    assert "商户订单号    3" in shown
    assert "支付时间      未知" in shown
    assert "user_no 原文  [1]" in shown
