"""The pauses between queries until an order is paid, on a clock made of numbers."""

from __future__ import annotations

from itertools import islice, pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixiao_async import (
    InvalidRequest,
    NoReply,
    NotSent,
    OrderQueryResult,
    OrderStatus,
    RequestFailed,
)
from zhixiao_async.resolving import wait_paid
from zhixiao_async.resolving.wait_paid import pauses, until_paid


def slept(timeout, *, slow=0.0, at_most=None):
    """Return the pauses of a caller who sleeps each of them, with queries of ``slow`` seconds."""
    clock = SimpleNamespace(now=1000.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wait_paid, "monotonic", lambda: clock.now)
        taken = []
        steps = pauses(timeout)
        clock.now += slow  # the first query
        for pause in islice(steps, at_most):
            taken.append(pause)
            clock.now += pause + slow
    return taken


def test_short_wait_is_one_pause():
    """A wait shorter than the first pause is one pause of its whole length."""
    assert slept(1.5) == [1.5]


def test_pauses_grow_to_a_limit():
    """Pauses grow by a third or so, up to 15 seconds."""
    taken = slept(3600.0)
    assert taken[:3] == pytest.approx([2.0, 2.6, 3.38])
    assert max(taken) == 15.0
    assert taken[20:-1] == [15.0] * len(taken[20:-1])


@given(timeout=st.floats(0.01, 5000))
def test_last_query_is_when_the_time_is_up(timeout):
    """The pauses fill the time exactly, and only the last is cut short."""
    taken = slept(timeout)
    assert sum(taken) == pytest.approx(timeout)
    assert all(earlier <= later for earlier, later in pairwise(taken[:-1]))


@given(timeout=st.floats(0.01, 5000), slow=st.floats(0.1, 60))
def test_slow_queries_count(timeout, slow):
    """Slow queries eat up the time, the first one too: no pause begins after its end."""
    taken = slept(timeout, slow=slow)
    assert not taken or sum(taken[:-1]) + slow * len(taken) < timeout


def test_endless_wait():
    """A wait without end goes on at the longest pause."""
    assert slept(float("inf"), at_most=1000)[-1] == 15.0


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), True, "60", None])
def test_timeout_refused(timeout):
    """A timeout is seconds above 0, and is checked before the first query."""
    with pytest.raises(InvalidRequest, match="timeout must be seconds above 0"):
        pauses(timeout)


UNPAID = OrderQueryResult(order_id="0166", status=OrderStatus.UNPAID)
PAID = OrderQueryResult(order_id="0166", status=OrderStatus.PAID)
BUSY, UNKNOWN = RequestFailed(-1, "系统繁忙"), RequestFailed(-1, "订单不存在")


@pytest.fixture
def wait(monkeypatch):
    """Return a function that waits 2.5 seconds: for its outcome, number of queries and pauses."""
    now, slept = [1000.0], []

    async def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(wait_paid, "monotonic", lambda: now[0])
    monkeypatch.setattr(wait_paid, "sleep", sleep)

    async def run(*seen, closed=False):
        left = list(seen)

        async def query(seconds):
            outcome = left.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        try:
            outcome = await until_paid(query, 2.5, lambda: closed)
        except Exception as error:
            outcome = error
        return outcome, len(seen) - len(left), slept

    return run


async def test_wait_to_its_end(wait):
    """The last query is sent when the time is up, and its answer is the outcome."""
    assert await wait(UNPAID, UNPAID, UNPAID, PAID) == (UNPAID, 3, [2.0, 0.5])


@pytest.mark.parametrize("unanswered", [NoReply("why"), NotSent("why"), BUSY], ids=repr)
async def test_wait_goes_on(wait, unanswered):
    """A query without an answer is followed by the next, and hides no answer."""
    assert await wait(unanswered, PAID) == (PAID, 2, [2.0])
    assert (await wait(UNPAID, unanswered, unanswered))[:2] == (UNPAID, 3)
    assert (await wait(unanswered, unanswered, unanswered))[:2] == (unanswered, 3)


async def test_refusal_ends_the_wait(wait):
    """A lasting refusal ends the wait, as asking again changes nothing."""
    assert await wait(UNPAID, UNKNOWN, PAID) == (UNKNOWN, 2, [2.0])


@pytest.mark.parametrize("unanswered", [NoReply("why"), NotSent("why"), BUSY], ids=repr)
async def test_closed_client_ends_the_wait(wait, unanswered):
    """A closed client ends the wait, as no other query can be answered."""
    assert await wait(UNPAID, unanswered, PAID, closed=True) == (unanswered, 2, [2.0])
