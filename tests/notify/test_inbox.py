"""Each payment is handled once; its handler's work and the inbox's row commit together."""

from __future__ import annotations

import asyncio
from datetime import datetime
from unittest.mock import Mock

import pytest

from zhixiao_async import BEIJING, HandlerBroke, InvalidRequest
from zhixiao_async.notify import DeliveryMetrics, Inbox, Outcome, Source

from .conftest import notification, payment


async def test_first_delivery(school):
    """The handler runs, and its work is committed."""
    outcome = await school.inbox.handle(notification(), school.credit)
    assert (outcome, await school.credits()) == (Outcome.HANDLED, 1)


async def test_handler_learns_what_was_told(school):
    """The handler gets numbers, payer and source; the amount is unconfirmed."""
    await school.inbox.handle(notification(), school.credit)
    told = school.ran[0]
    assert (told.app_id, told.order_id, told.out_trade_no) == ("7", "1720881", "20881")
    assert (told.user_name, told.source, told.amount_confirmed) == (
        "张三",
        Source.NOTIFICATION,
        False,
    )


@pytest.mark.parametrize(
    "text", ["2017-07-233 16:00:00", "昨天\x00" + "9" * 999], ids=["odd", "long"]
)
async def test_time_that_cannot_be_read(school, text):
    """An unreadable time costs no payment: its text reaches the handler, and stays in the row."""
    brought = notification(time_end=None, unreadable={"time_end": text})
    assert await school.inbox.handle(brought, school.credit) is Outcome.HANDLED
    (told,) = school.ran
    kept = (await school.inbox.find("7", "1720881")).payment
    assert (told.time_end, told.unreadable) == (kept.time_end, kept.unreadable)
    assert (told.time_end, kept.unreadable) == (None, {"time_end": text})
    assert text not in repr(told)


async def test_duplicate(school):
    """A duplicate is a success, and the handler doesn't run."""
    await school.inbox.handle(notification(), school.credit)
    outcome = await school.inbox.handle(notification(), school.credit)
    assert (outcome, len(school.ran), await school.credits()) == (Outcome.DUPLICATE, 1, 1)


async def test_other_merchants_payment(school):
    """Another merchant's payment of the same number is no duplicate."""
    await school.inbox.handle(notification(), school.credit)
    outcome = await school.inbox.handle(notification(app_id="8"), school.credit)
    assert (outcome, await school.credits()) == (Outcome.HANDLED, 2)


@pytest.mark.parametrize(("number", "other"), [("a1", "A1"), ("é", "e"), ("1", "01"), ("ß", "ss")])
async def test_numbers_are_compared_byte_for_byte(school, number, other):
    """Numbers are compared byte for byte: no collation makes two orders one."""
    first = await school.inbox.handle(notification("1", order_id=number), school.credit)
    second = await school.inbox.handle(notification("2", order_id=other), school.credit)
    assert [first, second] == [Outcome.HANDLED, Outcome.HANDLED]


@pytest.mark.parametrize("number", ["", " 1", "1 ", "1\n", "1\x00", "1" * 65])
async def test_number_that_the_table_cannot_tell_apart(school, number):
    """A number that the table can't tell from another is refused, and never cut to fit."""
    with pytest.raises(InvalidRequest, match="order_id"):
        await school.inbox.handle(notification(order_id=number), school.credit)
    assert school.ran == []


async def test_handler_that_raises(school):
    """A handler that raises leaves nothing, and the next delivery is the first one again."""

    async def broken(payment, connection):
        await school.credit(payment, connection)
        raise LookupError(payment.out_trade_no)

    with pytest.raises(LookupError):
        await school.inbox.handle(notification(), broken)
    assert (await school.credits(), await school.inbox.find("7", "1720881")) == (0, None)
    assert await school.inbox.handle(notification(), school.credit) is Outcome.HANDLED
    assert await school.credits() == 1


async def test_duplicates_at_once(school):
    """Duplicates of a payment that is being handled wait, and find it handled."""
    inside, go = asyncio.Event(), asyncio.Event()

    async def slow(payment, connection):
        await school.credit(payment, connection)
        inside.set()
        await go.wait()

    first = asyncio.create_task(school.inbox.handle(notification(), slow))
    await inside.wait()
    later = [
        asyncio.create_task(school.inbox.handle(notification(), school.credit)) for _ in range(3)
    ]
    done, _ = await asyncio.wait(later, timeout=0.2)
    assert not done
    go.set()
    outcomes = await asyncio.gather(first, *later)
    assert outcomes == [Outcome.HANDLED] + 3 * [Outcome.DUPLICATE]
    assert (len(school.ran), await school.credits()) == (1, 1)


async def test_duplicate_takes_over_when_the_first_fails(school):
    """A duplicate that has waited for a failing delivery runs the handler itself."""
    inside, go = asyncio.Event(), asyncio.Event()

    async def failing(payment, connection):
        inside.set()
        await go.wait()
        raise LookupError

    first = asyncio.create_task(school.inbox.handle(notification(), failing))
    await inside.wait()
    second = asyncio.create_task(school.inbox.handle(notification(), school.credit))
    go.set()
    outcomes = await asyncio.gather(first, second, return_exceptions=True)
    assert isinstance(outcomes[0], LookupError)
    assert (outcomes[1], await school.credits()) == (Outcome.HANDLED, 1)


async def test_create_table_at_once(school):
    """Several workers may create the table together."""
    other = Inbox(school.inbox.store, table="another_inbox")
    await asyncio.gather(*(other.create_table() for _ in range(4)))
    assert await other.handle(notification(), school.credit) is Outcome.HANDLED
    assert await school.inbox.find("7", "1720881") is None


async def test_find(school):
    """A payment is kept as the handler got it."""
    await school.inbox.handle(payment(fee=19800, user_name="张三"), school.credit)
    handled = await school.inbox.find("7", "1720881")
    assert (handled.payment, handled.payment.fee) == (school.ran[0], 19800)
    assert handled.payment.user_name == "张三"


async def test_latest(school):
    """The latest payments come first, of one number if asked."""
    for number in ("20881", "20882"):
        await school.inbox.handle(notification(number), school.credit)
    numbers = [handled.payment.out_trade_no for handled in await school.inbox.latest()]
    assert numbers == ["20882", "20881"]
    assert len(await school.inbox.latest(1)) == 1
    assert len(await school.inbox.latest(out_trade_no="20881")) == 1


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_latest_of_one_millisecond(school, monkeypatch):
    """Payments of one millisecond come the latest first, too."""
    ticks = (datetime(2026, 3, 2, 12, 0, 0, n, tzinfo=BEIJING) for n in range(200, 210))
    monkeypatch.setattr("zhixiao_async.notify.table.datetime", Mock(now=lambda _: next(ticks)))
    for number in "987":
        brought = payment(order_id=number, out_trade_no=number)
        await school.inbox.handle(brought, school.credit)
    monkeypatch.undo()
    assert [handled.payment.order_id for handled in await school.inbox.latest()] == ["7", "8", "9"]


@pytest.mark.parametrize("school", ["sqlite"], indirect=True)
async def test_handler_that_removes_the_row(school):
    """A handler that removes the row commits nothing: the next delivery would credit again."""

    async def removing(payment, connection):
        await school.credit(payment, connection)
        connection.execute("DELETE FROM zhixiao_inbox")

    with pytest.raises(HandlerBroke):
        await school.inbox.handle(payment(), removing)
    assert (await school.credits(), await school.inbox.find("7", "1720881")) == (0, None)


async def test_rerun(school):
    """The handler runs again, learns so, and the inbox counts it."""
    await school.inbox.handle(notification(), school.credit)
    again = await school.inbox.rerun("7", "1720881", school.credit)
    assert (again.reruns, await school.credits()) == (1, 2)
    assert school.ran[-1].source is Source.RERUN
    assert (await school.inbox.find("7", "1720881")).payment.source is Source.NOTIFICATION


async def test_reruns_at_once(school):
    """Two reruns at once are both counted, the second after the first."""
    await school.inbox.handle(notification(), school.credit)
    inside, go = asyncio.Event(), asyncio.Event()

    async def slow(payment, connection):
        inside.set()
        await go.wait()
        await school.credit(payment, connection)

    first = asyncio.create_task(school.inbox.rerun("7", "1720881", slow))
    await inside.wait()
    second = asyncio.create_task(school.inbox.rerun("7", "1720881", school.credit))
    await asyncio.wait([second], timeout=0.2)
    go.set()
    assert [handled.reruns for handled in await asyncio.gather(first, second)] == [1, 2]
    assert (await school.credits(), (await school.inbox.find("7", "1720881")).reruns) == (3, 2)


async def test_rerun_is_logged(school, caplog):
    """A rerun is logged with an outcome of its own, and isn't counted as a delivery."""
    await school.inbox.handle(notification(), school.credit)
    with caplog.at_level("INFO", "zhixiao.notify"):
        await school.inbox.rerun("7", "1720881", school.credit)
    line = caplog.messages[-1]
    assert "payment outcome=rerun source=rerun app_id=7 order_id=1720881 out_trade_no=20881" in line
    assert school.inbox.counts == DeliveryMetrics(handled=1)


async def test_rerun_that_fails(school):
    """A rerun that fails changes nothing."""
    await school.inbox.handle(notification(), school.credit)

    async def broken(payment, connection):
        await school.credit(payment, connection)
        raise LookupError

    with pytest.raises(LookupError):
        await school.inbox.rerun("7", "1720881", broken)
    assert await school.credits() == 1
    assert (await school.inbox.find("7", "1720881")).reruns == 0


async def test_rerun_of_an_unknown_payment(school):
    """A rerun of an unknown payment names it."""
    with pytest.raises(InvalidRequest, match="1720881"):
        await school.inbox.rerun("7", "1720881", school.credit)


async def test_counts(school):
    """Handled, duplicate and failed payments are counted."""

    async def broken(payment, connection):
        raise LookupError

    with pytest.raises(LookupError):
        await school.inbox.handle(notification(), broken)
    for _ in range(3):
        await school.inbox.handle(notification(), school.credit)
    assert school.inbox.counts == DeliveryMetrics(handled=1, duplicate=2, failed=1)
