"""A merchant who never answers is tried for about a week, ever more slowly."""

from datetime import timedelta
from itertools import pairwise

from zhixiao_async.sandbox import Verdict

from .conftest import NOON


async def test_a_week_of_attempts(gateway, create, merchant):
    """Fifteen attempts whose distances never shrink, then silence."""
    merchant.refuse()
    await gateway.pay((await create()).order_id)
    await gateway.notifier.settle()
    for _ in range(9 * 24 * 60):
        gateway.clock.advance(60)
        if gateway.notifier.due:
            await gateway.notifier.settle()
    times = [one.time for one in gateway.notifications]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) == 15
    assert gaps == sorted(gaps)
    assert timedelta(days=6) < times[-1] - NOON < timedelta(days=7, hours=1)


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
