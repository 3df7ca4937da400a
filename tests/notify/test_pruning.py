"""Rows are removed once no receiver accepts their payment, and never before."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta

import pytest

import zhixiao_sync.notify
from zhixiao_async import (
    BEIJING,
    REFUSAL,
    InvalidRequest,
    NotificationReceiver,
    NotificationRefused,
)
from zhixiao_async.notify import NotificationService, Outcome, Source
from zhixiao_async.notify.pruning import must_be_over
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .conftest import payment

DAY = 86400
MAX_AGE = 10 * DAY


def ago(days: float) -> datetime:
    return datetime.now(BEIJING) - timedelta(days=days)


async def handled(school, number: str, *, paid: float | None, days: float, **more):
    """Handle a payment that was made and handled so many days ago."""
    app_id = more.setdefault("app_id", "7")
    made = None if paid is None else ago(paid).replace(microsecond=0)
    brought = payment(order_id=number, out_trade_no=number, time_end=made, **more)
    await school.inbox.handle(brought, school.credit)
    await school.execute(
        f"UPDATE zhixiao_inbox SET handled_at = '{ago(days).isoformat()}' "
        f"WHERE order_id = '{number}' AND app_id = '{app_id}'"
    )


async def test_prune(school, monkeypatch):
    """Rows of payments made and handled before go, of every merchant; those of unknown age stay."""
    monkeypatch.setattr("zhixiao_async.store.all_rows.PAGE", 2)
    await handled(school, "new", paid=13, days=13)
    await handled(school, "swept-lately", paid=40, days=13)
    await handled(school, "of-unknown-age", paid=None, days=40)
    await handled(school, "ahead-of-our-clock", paid=13, days=40)
    for number in "12345":
        await handled(school, number, paid=15, days=15)
    await handled(school, "1", paid=40, days=40, app_id="8")
    assert await school.inbox.prune(before=ago(14), max_age=MAX_AGE) == 6
    left = {kept.payment.order_id for kept in await school.inbox.latest()}
    assert left == {"new", "swept-lately", "of-unknown-age", "ahead-of-our-clock"}
    assert await school.inbox.prune(before=ago(14), max_age=MAX_AGE) == 0


def notified(time_end: str) -> bytes:
    """Return a genuine notification of payment 1720881."""
    told = {"out_trade_no": "20881", "order_id": "1720881", "uid": "2088", "time_end": time_end}
    return seal_request(TEST_CREDENTIALS, json.dumps(told).encode())


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_what_a_sweep_found(school):
    """A sweep's row stays: its notification may be unreadable, and is taken at any age."""
    app_id = TEST_CREDENTIALS.app_id
    await handled(school, "1720881", paid=40, days=40, app_id=app_id, source=Source.SWEEP)
    assert await school.inbox.prune(before=ago(14), max_age=MAX_AGE) == 0
    body = notified("2026-01-119 10:00:00")
    receiver = NotificationReceiver(TEST_CREDENTIALS, max_age=MAX_AGE)
    service = NotificationService(receiver, school.inbox, school.credit)
    assert (await service.answer("POST", body)).body != REFUSAL
    assert [payment.source for payment in school.ran] == [Source.SWEEP]


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
@pytest.mark.parametrize("age", [9.9, 10.1, 10.9, 11.1, 60])
async def test_what_is_removed_is_refused(school, age):
    """A payment of any age is refused by the receiver, or known to the inbox."""
    await handled(school, "1720881", paid=age, days=age)
    await school.inbox.prune(before=ago(11) - timedelta(seconds=1), max_age=MAX_AGE)
    body = notified(f"{ago(age):%Y-%m-%d %H:%M:%S}")
    try:
        NotificationReceiver(TEST_CREDENTIALS, max_age=MAX_AGE).open(body)
    except NotificationRefused:
        assert age > 10
    else:
        assert await school.inbox.find("7", "1720881") is not None


@pytest.mark.parametrize(
    ("before", "max_age", "why"),
    [
        (ago(10.9), MAX_AGE, "before must be .* or earlier"),
        (ago(-1), MAX_AGE, "before must be .* or earlier"),
        (ago(8.9).replace(tzinfo=None), 8 * DAY, "before must be .* or earlier"),
        ("2026-03-02", MAX_AGE, "before must be a datetime"),
        (ago(60), 8 * DAY - 1, r"max_age must be .* \(8 days\) or more"),
        (ago(60), None, "max_age must be seconds"),
        (ago(60), math.nan, "max_age must be seconds"),
    ],
)
def test_moment_that_is_too_late(tmp_path, before, max_age, why):
    """A row stays as long as a receiver may accept its payment."""
    inbox = zhixiao_sync.notify.Inbox(tmp_path / "books.db")
    inbox.create_table()
    with pytest.raises(InvalidRequest, match=why):
        inbox.prune(before=before, max_age=max_age)


NOW = datetime(2026, 3, 20, 12, tzinfo=BEIJING)
LAST = NOW - timedelta(seconds=MAX_AGE + DAY)


@pytest.fixture
def at_noon(monkeypatch):
    """Stop the clock."""
    monkeypatch.setattr("zhixiao_async.notify.pruning.time", NOW.timestamp)


def test_last_moment(at_noon):
    """The last moment lies a day behind ``max_age``, and the error names it."""
    assert must_be_over(LAST, MAX_AGE) == LAST
    late = LAST + timedelta(seconds=1)
    with pytest.raises(InvalidRequest) as caught:
        must_be_over(late, MAX_AGE)
    told = (
        "must be 2026-03-09 12:00:00+08:00 or earlier: max_age, and a day for clocks, have to lie"
    )
    assert (caught.value.field, caught.value.rule) == ("before", f"{told} behind it")
    assert ", got datetime.datetime(2026, 3, 9, 12, 0, 1," in str(caught.value)


def test_what_is_no_moment(at_noon):
    """The error says what was given in the place of a moment."""
    with pytest.raises(InvalidRequest) as caught:
        must_be_over("2026-03-02", MAX_AGE)
    assert str(caught.value) == f"before must be a datetime, got {str!r}"


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_payment_of_that_very_moment(school, at_noon):
    """A payment made at the moment itself stays."""
    for number, made in (("1", LAST), ("2", LAST - timedelta(seconds=1))):
        brought = payment(order_id=number, out_trade_no=number, time_end=made)
        await school.inbox.handle(brought, school.credit)
    await school.execute("UPDATE zhixiao_inbox SET handled_at = '2026-03-01T00:00:00+08:00'")
    assert await school.inbox.prune(before=LAST, max_age=MAX_AGE) == 1
    assert [kept.payment.order_id for kept in await school.inbox.latest()] == ["1"]


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_same_number_of_another_merchant(school):
    """Another merchant's payment of the same number stays."""
    await handled(school, "1", paid=40, days=40)
    await handled(school, "1", paid=1, days=1, app_id="8")
    assert await school.inbox.prune(before=ago(14), max_age=MAX_AGE) == 1
    assert [kept.payment.app_id for kept in await school.inbox.latest()] == ["8"]


def test_prune_without_an_event_loop(tmp_path):
    """An inbox without an event loop removes rows as well."""
    inbox = zhixiao_sync.notify.Inbox(tmp_path / "books.db")
    inbox.create_table()
    inbox.handle(payment(time_end=ago(40)), lambda *_: None)
    assert inbox.prune(before=ago(14), max_age=MAX_AGE) == 0  # it was handled a moment ago
    assert inbox.handle(payment(), lambda *_: None) is Outcome.DUPLICATE
