"""A payment as a row that any later version can read, and back."""

from __future__ import annotations

import json
from datetime import datetime
from unittest.mock import Mock

import attrs
import pytest

from zhixiao_async import BEIJING, InvalidRequest, OrderQueryResult, OrderStatus, PayType
from zhixiao_async.endpoints import Channel
from zhixiao_async.notify import Handled, Payment, Source, inbox_table
from zhixiao_async.notify.table import from_row, to_row
from zhixiao_async.registry import Texts
from zhixiao_async.store.tables import Kind

from .conftest import notification, payment

NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
FULL = payment(
    fee=19800,
    time_end=NOON,
    uid="2088",
    user_no="2013",
    user_name="张三",
    pay_type=PayType.WECHAT,
    unreadable=Texts({"time_end": "昨天"}),
)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """Stop the clock at a full second; the rest of ``datetime`` is as it was."""
    clock = Mock(now=lambda zone: NOON, fromisoformat=datetime.fromisoformat)
    monkeypatch.setattr("zhixiao_async.notify.table.datetime", clock)


def test_row():
    """A row has times with microseconds and +08:00, ordered as text, and the payer as JSON."""
    row = to_row(FULL)
    payer = {"uid": "2088", "user_no": "2013", "user_name": "张三", "pay_type": "1"}
    assert json.loads(row.pop("payer")) == payer | {"unreadable": {"time_end": "昨天"}}
    assert row == {
        "app_id": "7",
        "order_id": "1720881",
        "out_trade_no": "20881",
        "source": "notification",
        "fee": 19800,
        "time_end": "2026-03-02T12:00:00+08:00",
        "handled_at": "2026-03-02T12:00:00.000000+08:00",
        "reruns": 0,
    }


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("brought", [FULL, payment()], ids=["everything", "the least"])
def test_there_and_back(brought, source):
    """A payment is read as it was written, with the same types."""
    brought = attrs.evolve(brought, source=source)
    handled = from_row(to_row(brought))
    assert handled == Handled(payment=brought, handled_at=NOON)
    assert type(handled.payment.unreadable) is Texts


def test_words_for_the_sources():
    """The sources' words, which stand in rows and in logs, don't change."""
    assert [*Source] == ["notification", "sweep", "rerun"]


def test_row_with_reruns():
    """The number of reruns is read, too."""
    assert from_row(to_row(FULL) | {"reruns": 2}).reruns == 2


def test_row_of_an_earlier_version():
    """A row of an earlier version has no unreadable fields."""
    payer = {"uid": "2088", "user_no": None, "user_name": None, "pay_type": "9"}
    kept = from_row(to_row(payment()) | {"payer": json.dumps(payer)}).payment
    assert (kept.unreadable, kept.pay_type) == ({}, PayType("9"))


def test_row_whose_payer_was_erased():
    """A payment whose payer somebody erased, by an empty object, is still a payment."""
    kept = from_row(to_row(FULL) | {"payer": "{}"}).payment
    assert (kept.uid, kept.user_no, kept.user_name, kept.pay_type) == (None,) * 4
    assert kept.order_id == FULL.order_id


def test_table():
    """The columns, keys and indexes of databases in use don't change."""
    table = inbox_table()
    assert table.name == "zhixiao_inbox"
    assert [attrs.astuple(column) for column in table.columns] == [
        ("app_id", Kind.KEY, True, True),
        ("order_id", Kind.KEY, True, True),
        ("out_trade_no", Kind.KEY, False, True),
        ("source", Kind.KEY, False, True),
        ("fee", Kind.NUMBER, False, False),
        ("time_end", Kind.KEY, False, False),
        ("payer", Kind.TEXT, False, True),
        ("handled_at", Kind.KEY, False, True),
        ("reruns", Kind.NUMBER, False, True),
    ]
    assert (table.indexes, table.unique) == ((("handled_at",),), (("out_trade_no", "app_id"),))


def test_told_by_a_notification():
    """A notification's payment has all of its fields and no fee."""
    told = {"time_end": NOON, "user_no": None, "pay_type": PayType.ALIPAY, "unreadable": {"x": "y"}}
    expected = payment(uid="2088", user_name="张三", **told)
    assert Payment.notified(notification(**told)) == expected


def test_found_by_asking():
    """A sweep's payment has the merchant's own number and order_query's fields."""
    state = OrderQueryResult(
        order_id="1720881", status=OrderStatus.PAID, time_end=NOON, unreadable=Texts({"x": "y"})
    )
    expected = payment(source=Source.SWEEP, time_end=NOON, unreadable={"x": "y"})
    assert Payment.found("7", "20881", state) == expected


def test_payer_is_not_shown():
    """A logged payment names the order and no payer."""
    shown = repr(FULL)
    assert "1720881" in shown
    hidden = ["uid", "user_no", "user_name", "unreadable", "2088'", "2013", "张三", "昨天"]
    assert [personal for personal in hidden if personal in shown] == []


def test_payments_in_a_set():
    """A payment with an unreadable field can be hashed like any other."""
    assert len({FULL, attrs.evolve(FULL)}) == 1


@pytest.mark.parametrize("name", ["app_id", "order_id", "out_trade_no"])
def test_number_that_is_no_key(name):
    """A number that the table couldn't tell from another is refused."""
    with pytest.raises(InvalidRequest) as caught:
        payment(**{name: "7 "})
    assert caught.value.field == name


@pytest.mark.parametrize(("pay_type", "channel"), [(None, None), (PayType("1"), Channel.WECHAT)])
def test_channel(pay_type, channel):
    """A payment's channel is known by its type."""
    assert payment(pay_type=pay_type).channel is channel
