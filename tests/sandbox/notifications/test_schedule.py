"""The schedule: a merchant who never answers is tried for a week, ever more slowly."""

import asyncio
from datetime import timedelta

from zhixiao_async.sandbox import Verdict

QUARTER, HOUR, DAY = 900, 3600, 86400
GAPS = [15, 60, 300, QUARTER, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, *[DAY] * 6]


async def test_a_week_of_attempts(gateway, create, merchant):
    """Fifteen attempts come, each a gap after the one before and not a second sooner."""
    merchant.refuse()
    order_id = (await create()).order_id
    await gateway.pay(order_id)
    await gateway.notifier.drain()
    for gap in GAPS:
        gateway.clock.advance(gap - 1)
        assert gateway.notifier.due == []
        gateway.clock.advance(1)
        assert gateway.notifier.due == [order_id]
        await gateway.notifier.drain()
    gateway.clock.advance(365 * DAY)
    assert gateway.notifier.due == []
    assert [attempt.number for attempt in gateway.notifications] == list(range(1, 16))
    assert timedelta(days=6) < timedelta(seconds=sum(GAPS)) < timedelta(days=7)


async def test_late_success_ends_it(gateway, create, merchant):
    """A success after five failures ends the series."""
    merchant.refuse()
    await gateway.pay((await create()).order_id)
    await gateway.notifier.drain()
    for gap in (15, 60, 300, 900):
        gateway.clock.advance(gap)
        await gateway.notifier.drain()
    merchant.answer = None
    gateway.clock.advance(3600)
    await gateway.notifier.drain()
    gateway.clock.advance(8 * 86400)
    await gateway.notifier.drain()
    verdicts = [attempt.verdict for attempt in gateway.notifications]
    assert verdicts == [Verdict.REFUSED] * 5 + [Verdict.SEALED]


async def test_failed_attempt_is_followed_by_the_next(gateway, create, merchant, monkeypatch):
    """A failed attempt is followed by the next one without a push."""
    monkeypatch.setattr("zhixiao_async.sandbox.notifications.schedule.GAPS", (0.01,))
    merchant.refuse()
    gateway.clock.resume()
    waiting = asyncio.ensure_future(gateway.notifier.next_attempt())
    await gateway.pay((await create()).order_id)
    assert (await waiting).number == 1
    assert (await asyncio.wait_for(gateway.notifier.next_attempt(), 30)).number == 2


async def test_running_clock_needs_no_push(gateway, create, merchant):
    """On a running clock the next attempt comes by itself at its time."""
    merchant.refuse()
    await gateway.pay((await create()).order_id)
    await gateway.notifier.drain()
    merchant.answer = None
    gateway.clock.advance(14.99)
    gateway.clock.resume()
    await gateway.notifier.next_attempt()
    assert gateway.notifications[-1].verdict is Verdict.SEALED


async def test_release_goes_on_as_usual(gateway, create, merchant):
    """After a release the other held notifications, and later ones, are delivered as usual."""
    gateway.notifier.hold()
    first, second = await create(), await create(out_trade_no="20882")
    for order in (first, second):
        await gateway.pay(order.order_id)
    await gateway.notifier.release(second.order_id)
    attempt = await asyncio.wait_for(gateway.notifier.next_attempt(), 30)
    assert attempt.order_id == first.order_id
    await gateway.pay((await create(out_trade_no="20883")).order_id)
    await gateway.notifier.drain()
    assert [notification.out_trade_no for notification in merchant.received] == [
        "20882",
        "20881",
        "20883",
    ]


async def test_slow_answer_holds_up_no_other_order(gateway, create, merchant):
    """A second order is notified while the first merchant's answer is awaited."""
    merchant.slow = True
    for number in ("1", "2"):
        await gateway.pay((await create(out_trade_no=number)).order_id)
        while len(merchant.received) < int(number):  # noqa: ASYNC110 - the merchant has no event for it
            await asyncio.sleep(0)
    assert gateway.notifications == []
