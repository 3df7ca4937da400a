"""Payments of an inbox are found by either number and listed by day, source and outcome."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from zhixiao_async import BEIJING, InvalidRequest
from zhixiao_async.fields import NumericId
from zhixiao_async.notify import Inbox as AsyncInbox
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.notify import Inbox, Source

from .conftest import payment

DAY = "UPDATE zhixiao_inbox SET handled_at = '2026-03-0{0}T23:59:59.999999+08:00' WHERE fee {1}"


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def inbox(request, tmp_path):
    """Fill an inbox on each database: two merchants, three days, one payment handled again."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    if request.param != "sqlite":
        url = request.getfixturevalue(f"{request.param}_url")
    engine = sa.create_engine(url)
    inbox = Inbox(tmp_path / "a.db" if request.param == "sqlite" else SQLStore(engine))
    inbox.create_table()
    for told in (
        payment(order_id="91", out_trade_no="1"),
        payment(order_id="92", out_trade_no="2", fee=200, source=Source.SWEEP),
        payment(order_id="93", out_trade_no="91", app_id="8", fee=300),
        payment(order_id="91", out_trade_no="4", app_id="8", fee=400),
    ):
        inbox.handle(told, lambda *_: None)
    inbox.rerun("8", "93", lambda *_: None)
    with engine.begin() as own:
        for day, fee in enumerate(("IS NULL", "= 200", "= 300", "= 400"), 1):
            own.execute(sa.text(DAY.format(day, fee)))
    yield inbox
    engine.dispose()


def fees(payments):
    """Return the amounts, by which the payments are told apart."""
    return [handled.payment.fee for handled in payments]


ALL = [400, 300, 200, None]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ALL),
        ({"begin": date(2026, 3, 2)}, [400, 300, 200]),
        ({"end": date(2026, 3, 2)}, [200, None]),
        ({"begin": "2026-03-02", "end": "2026-03-02"}, [200]),
        ({"begin": datetime(2026, 3, 4, 23, 59, 59, 999999)}, [400]),
        ({"end": datetime(2026, 3, 1, 16, tzinfo=timezone.utc)}, [None]),  # noqa: UP017
        ({"app_id": "8"}, [400, 300]),
        ({"source": Source.SWEEP}, [200]),
        ({"source": Source.NOTIFICATION}, [400, 300, None]),
        ({"amount_confirmed": True}, [400, 300, 200]),
        ({"amount_confirmed": False}, [None]),
        ({"rerun": True}, [300]),
        ({"rerun": False}, [400, 200, None]),
        ({"amount_confirmed": True, "rerun": False, "end": "2026-03-03"}, [200]),
    ],
)
def test_listed(inbox, asked, found):
    """Whatever is asked for is listed, the latest first."""
    assert fees(inbox.iter_handled(**asked)) == found


@pytest.mark.parametrize(
    ("app_id", "numbers", "fee"),
    [
        ("8", {"order_id": "91"}, 400),
        ("8", {"out_trade_no": "91"}, 300),
        (None, {"order_id": "92"}, 200),
        (None, {"out_trade_no": "91"}, 300),
        ("8", {"order_id": "91", "out_trade_no": "4"}, 400),
    ],
)
def test_found(inbox, app_id, numbers, fee):
    """A payment is found by either number, with its merchant or without."""
    assert inbox.find(app_id, **numbers).payment.fee == fee


def test_not_found(inbox):
    """A number of another merchant's, of the other kind or of nobody's finds nothing."""
    assert inbox.find("7", "93") is None
    assert inbox.find(out_trade_no="92") is None
    assert inbox.find(order_id="91", app_id="8", out_trade_no="1") is None
    assert inbox.search("404") == []


def test_searched(inbox):
    """A search finds a number of either kind, each payment once, the latest first."""
    assert fees(inbox.search("91")) == [400, 300, None]
    assert fees(inbox.search("91", app_id="8")) == [400, 300]
    assert fees(inbox.search("2")) == [200]
    inbox.handle(payment(order_id="5", out_trade_no="5", fee=500), lambda *_: None)
    assert fees(inbox.search("5")) == [500]


def test_number_of_several_merchants(inbox):
    """A number that several merchants have is refused with their ids."""
    with pytest.raises(InvalidRequest) as caught:
        inbox.find(order_id="91")
    told = "app_id must be given: several merchants have such a payment, 7, 8"
    assert str(caught.value) == told


@pytest.fixture
def empty(tmp_path):
    """Make an empty inbox."""
    inbox = Inbox(tmp_path / "a.db")
    inbox.create_table()
    return inbox


def test_no_number(empty):
    """A search for nothing is refused."""
    with pytest.raises(InvalidRequest, match="order_id or out_trade_no must be given"):
        empty.find("7")


def test_number_without_its_zeros(empty):
    """An order_id that came as a JSON number is refused, with its merchant or without."""
    for app_id in ("7", None):
        with pytest.raises(InvalidRequest, match="must have its zeros"):
            empty.find(app_id, NumericId("91"))


@pytest.mark.parametrize("name", ["begin", "end"])
def test_no_moment(empty, name):
    """What isn't a moment is refused by the argument's name."""
    with pytest.raises(InvalidRequest) as caught:
        empty.iter_handled(**{name: 5})
    assert caught.value.field == name


def test_payment_that_an_earlier_version_let_in_twice(tmp_path):
    """Of one merchant's payments with one number the latest is found."""
    inbox = Inbox(tmp_path / "a.db")
    inbox.create_table()
    inbox.handle(payment(order_id="91", out_trade_no="1"), lambda *_: None)
    inbox.handle(payment(order_id="92", out_trade_no="2"), lambda *_: None)
    with closing(sqlite3.connect(tmp_path / "a.db")) as books, books:
        books.execute("DROP INDEX ux_zhixiao_inbox__out_trade_no__app_id")
        books.execute("UPDATE zhixiao_inbox SET out_trade_no = '1'")
    assert inbox.find(out_trade_no="1").payment.order_id == "92"


async def test_reading_that_ends_early(tmp_path):
    """A reader on an event loop may stop at any payment."""
    inbox = AsyncInbox(tmp_path / "a.db")
    await inbox.create_table()
    for number in ("1", "2"):
        await inbox.handle(payment(order_id=number, out_trade_no=number), lambda *_: None)
    rows = inbox.iter_handled(datetime.now(BEIJING) - timedelta(days=1))
    assert (await anext(rows)).payment.out_trade_no == "2"
    await rows.aclose()


@pytest.mark.parametrize("end", [datetime(2026, 3, 2), datetime(2026, 3, 1, 12)])
def test_period_that_ends_before_it_begins(tmp_path, end):
    """Ends in the wrong order are refused: no payment would be found, and nobody would know why."""
    with pytest.raises(InvalidRequest, match="end must be after begin"):
        list(Inbox(tmp_path / "a.db").iter_handled(datetime(2026, 3, 2), end))
