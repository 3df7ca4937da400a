"""``zhixiao inbox show``: all that is kept of one payment, the payer only when asked for."""

import json
import re
from datetime import datetime

import pytest

from zhixiao_sync.notify import Inbox

from .conftest import nothing, payment


def test_show(run, db):
    """The command shows all that is kept, but for the payer."""
    shown = run("show", "91", "--db", str(db)).out
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
    shown = run("show", "91", "--payer", "--db", str(db)).out
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
    shown = run("show", "93", "--payer", "--db", str(db)).out
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
    lines = run("show", "93", "--db", str(db), *options).out.splitlines()
    assert [line for line in lines if "paid" in line or " is " in line] == shown


def test_show_in_chinese(run, db):
    """The fields have the names that the finance office uses."""
    told = payment("3", time_end=None, user_no=None, unreadable={"user_no": "[1]"})
    Inbox(db).handle(told, nothing)
    shown = run("show", "93", "--payer", "--db", str(db), "--lang=zh").out.splitlines()
    assert "商户订单号    3" in shown
    assert "支付时间      未知" in shown
    assert "user_no 原文  [1]" in shown


@pytest.fixture
def many(db):
    """Have a number of one merchant's that another has as well, and two payments crosswise."""
    inbox = Inbox(db)
    inbox.handle(payment("1", app_id="78"), nothing)
    inbox.handle(payment("93", order_id="1000"), nothing)
    inbox.handle(payment("3"), nothing)
    return db


@pytest.mark.parametrize("number", ["2", "92"])
def test_show_by_either_number(run, db, number):
    """The merchant's own number finds a payment as the gateway's does, without an app_id."""
    shown = run("show", number, "--db", str(db)).out
    assert re.findall("^(?:app_id|order_id|out_trade_no) +(.*)$", shown, re.MULTILINE) == [
        "77",
        "92",
        "2",
    ]


def test_show_a_number_of_several_merchants(run, many):
    """The payments of several merchants are listed; --app-id tells them apart."""
    done = run("show", "1", "--db", str(many))
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "zhixiao inbox: 2 payments have the number 1 (app_id 78, order_id 91, out_trade_no 1; "
        "app_id 77, order_id 91, out_trade_no 1): --app-id or the payment's other number tells "
        "them apart\n"
    )
    assert "app_id        78" in run("show", "1", "--app-id", "78", "--db", str(many)).out


def test_show_a_number_that_is_both(run, many):
    """One merchant's payments are told apart by their other numbers."""
    assert "2 payments have the number 93" in run("show", "93", "--db", str(many)).err
    assert "out_trade_no  93" in run("show", "1000", "--db", str(many)).out


def test_show_a_number_of_several_merchants_in_chinese(run, many):
    """The finance office reads which payments they are."""
    done = run("show", "1", "--db", str(many), "--lang", "zh")
    assert done.err == (
        "zhixiao inbox：单号 1 对应 2 笔支付（app_id 78，知校订单号 91，商户订单号 1；"
        "app_id 77，知校订单号 91，商户订单号 1）：请用 --app-id 或另一单号区分\n"
    )


def test_show_a_number_that_another_merchant_has(run, db):
    """A merchant who has no such payment is named."""
    done = run("show", "1", "--app-id", "78", "--db", str(db))
    told = "1 is no out_trade_no or order_id of a payment of 78 in zhixiao_inbox"
    assert (done.code, done.err) == (1, f"zhixiao inbox: {told}\n")


def test_show_as_json(run, db):
    """JSON has the payer only when asked for."""
    Inbox(db).handle(payment("3", user_no=None, unreadable={"user_no": "[1]"}), nothing)
    without = json.loads(run("show", "3", "--json", "--db", str(db)).out)
    whole = json.loads(run("show", "3", "--json", "--payer", "--db", str(db)).out)
    assert {name: whole[name] for name in without} == without
    assert {name: whole[name] for name in whole.keys() - without.keys()} == {
        "uid": "o-payer",
        "user_no": None,
        "user_name": "张三",
        "pay_type": "WECHAT",
        "unreadable": {"user_no": "[1]"},
    }
