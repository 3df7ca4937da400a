"""A merchant who never answers is tried for about a week, ever more slowly."""

from datetime import timedelta

from zhixiao_async.sandbox import Verdict

QUARTER, HOUR, DAY = 900, 3600, 86400
GAPS = [15, 60, 300, QUARTER, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, *[DAY] * 6]


async def test_a_week_of_attempts(gateway, create, merchant):
    """Fifteen attempts, each due a gap after the one before and not a second sooner."""
    merchant.refuse()
    order_id = (await create()).order_id
    await gateway.pay(order_id)
    await gateway.notifier.settle()
    for gap in GAPS:
        gateway.clock.advance(gap - 1)
        assert gateway.notifier.due == []
        gateway.clock.advance(1)
        assert gateway.notifier.due == [order_id]
        await gateway.notifier.settle()
    gateway.clock.advance(365 * DAY)
    assert gateway.notifier.due == []
    assert [one.number for one in gateway.notifications] == list(range(1, 16))
    assert timedelta(days=6) < timedelta(seconds=sum(GAPS)) < timedelta(days=7)


async def test_late_success_ends_it(gateway, create, merchant):
    """Five failures, one success, nothing more."""
    merchant.refuse()
    await gateway.pay((await create()).order_id)
    await gateway.notifier.settle()
    for gap in (15, 60, 300, 900):
        gateway.clock.advance(gap)
        await gateway.notifier.settle()
    merchant.answer = None
    gateway.clock.advance(3600)
    await gateway.notifier.settle()
    gateway.clock.advance(8 * 86400)
    await gateway.notifier.settle()
    verdicts = [one.verdict for one in gateway.notifications]
    assert verdicts == [Verdict.REFUSED] * 5 + [Verdict.SEALED]


async def test_running_clock_needs_no_push(gateway, create, merchant):
    """On a running clock the next attempt comes by itself when its time has come."""
    merchant.refuse()
    await gateway.pay((await create()).order_id)
    await gateway.notifier.settle()
    merchant.answer = None
    gateway.clock.advance(14.99)
    gateway.clock.resume()
    await gateway.notifier.next_attempt()
    assert gateway.notifications[-1].verdict is Verdict.SEALED
