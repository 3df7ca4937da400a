"""wait_paid asks until the order is resolved, or the time is up."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from zhixiao_async import (
    BadReply,
    Connections,
    InvalidRequest,
    NoReply,
    NotSent,
    OrderQueryResult,
    OrderStatus,
    RequestFailed,
    RetryPolicy,
    Timeouts,
)
from zhixiao_async.resolving import wait_paid

UNPAID = {"out_trade_no": "20881", "order_id": "0166", "status": "1"}


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave time for five more queries, and skip the pauses."""
    monkeypatch.setattr(wait_paid, "pauses", lambda timeout: itertools.repeat(0, 5))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make a clock that stands still until a test turns it."""
    now = [1000.0]
    monkeypatch.setattr(wait_paid, "monotonic", lambda: now[0])
    return now


def slept(clock: list[float], timeout: float) -> list[float]:
    """Record the pauses, each of which is taken in full."""
    taken = []
    for pause in wait_paid.pauses(timeout):
        taken.append(pause)
        clock[0] += pause
    return taken


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.FAILED])
async def test_resolved_at_first_sight(client, gateway, play, status) -> None:
    """An order that is paid or has failed is queried once."""
    gateway.plays(play.reply(UNPAID | {"status": status}))

    assert (await client.wait_paid("20881", timeout=60)).status is status
    assert len(gateway.requests) == 1


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.FAILED])
async def test_resolved_later(client, gateway, play, status) -> None:
    """An unpaid order is queried again, and no more once it is paid or has failed."""
    unpaid = play.reply(UNPAID)
    gateway.plays(unpaid, unpaid, play.reply(UNPAID | {"status": status}))

    assert (await client.wait_paid("20881", timeout=60)).status is status
    assert len(gateway.requests) == 3


@pytest.mark.usefixtures("no_pauses")
async def test_time_is_up(client, gateway, play) -> None:
    """When the time is up the last answer, unpaid as it is, is the result."""
    gateway.plays(play.reply(UNPAID))

    assert (await client.wait_paid("20881", timeout=60)).status is OrderStatus.UNPAID
    assert len(gateway.requests) == 6


@pytest.mark.usefixtures("no_pauses")
async def test_unknown_status_is_not_taken_for_an_end(client, gateway, play) -> None:
    """A status that the document doesn't list doesn't end the wait."""
    gateway.plays(play.reply(UNPAID | {"status": "7"}), play.reply(UNPAID | {"status": "2"}))

    assert (await client.wait_paid("20881", timeout=60)).status is OrderStatus.PAID


@pytest.mark.usefixtures("no_pauses")
async def test_error_ends_the_wait(client, gateway, play) -> None:
    """Any other error of order_query's ends the wait."""
    gateway.plays(play.reply(UNPAID), play.answer(play.http(b"", status="404 Not Found")))

    with pytest.raises(BadReply):
        await client.wait_paid("20881", timeout=60)


BUSY = ("系统繁忙，请稍后再试".encode(), -1)


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize(
    "bad_moment",
    [lambda play: play.interrupt(), lambda play: play.reply(*BUSY)],
    ids=["reset", "passing refusal"],
)
async def test_unanswered_query_does_not_end_the_wait(
    new_client, gateway, play, bad_moment
) -> None:
    """A query without an answer is followed by the next one."""
    client = new_client(retry=RetryPolicy(attempts=1), connections=Connections(keepalive=0))
    gateway.plays(play.reply(UNPAID), bad_moment(play), play.reply(UNPAID | {"status": "2"}))

    assert (await client.wait_paid("20881", timeout=60)).status is OrderStatus.PAID
    assert len(gateway.requests) == 3


@pytest.mark.usefixtures("no_pauses")
async def test_last_answer_counts(new_client, gateway, play) -> None:
    """If the last queries go unanswered, the last answer is the result."""
    client = new_client(retry=RetryPolicy(attempts=1))
    gateway.plays(play.reply(UNPAID), play.interrupt())

    assert (await client.wait_paid("20881", timeout=60)).status is OrderStatus.UNPAID


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize(
    ("answer", "error"),
    [(lambda play: play.interrupt(), NoReply), (lambda play: play.reply(*BUSY), RequestFailed)],
    ids=["reset", "passing refusal"],
)
async def test_no_query_is_answered(new_client, gateway, attempts, play, answer, error) -> None:
    """If no query was answered, the last one's error is raised."""
    client = new_client(retry=RetryPolicy(attempts=1), connections=Connections(keepalive=0))
    gateway.plays(answer(play))

    with pytest.raises(error):
        await client.wait_paid("20881", timeout=60)
    assert attempts.count == 6


async def test_query_that_hangs_is_cut_off(new_client, gateway, play, monkeypatch) -> None:
    """A silent gateway doesn't keep the caller longer than the timeout."""
    monkeypatch.setattr(wait_paid, "LAST_QUERY", 0.01)
    client = new_client(timeouts=Timeouts(sock_read=None, total=None, deadline=None))
    gateway.plays(play.answer(b"", "stall"))

    with pytest.raises((NoReply, NotSent), match="timed out"):
        await client.wait_paid("20881", timeout=0.01)


async def test_wait_without_end(new_client, gateway, play) -> None:
    """Where a call has no deadline, neither has a query."""
    client = new_client(timeouts=Timeouts(deadline=None))
    gateway.plays(play.reply(UNPAID | {"status": OrderStatus.PAID}))

    assert (await client.wait_paid("20881", timeout=float("inf"))).status is OrderStatus.PAID


@pytest.mark.parametrize(
    ("wish", "slept", "queries"),
    [(0.0, [2.0, 0.5], 3), (2.3, [2.3, 0.2], 3), (2.5, [2.5], 2), (2.6, [], 1)],
)
async def test_wish_to_wait_is_kept(clock, monkeypatch, wish, slept, queries) -> None:
    """A gateway that asks to wait isn't queried earlier, and not at all after the end."""
    made, pauses = [], []

    async def sleep(seconds: float) -> None:
        pauses.append(pytest.approx(seconds))
        clock[0] += seconds

    monkeypatch.setattr(wait_paid, "sleep", sleep)

    async def query(seconds: float) -> OrderQueryResult:
        made.append(seconds)
        error = NoReply("the gateway answered HTTP 503")
        error.retry_after = wish if len(made) == 1 else 0.0
        raise error

    with pytest.raises(NoReply):
        await wait_paid.until_paid(query, 2.5, lambda: False)

    assert (pauses, len(made)) == (slept, queries)


async def test_query_has_what_is_left(clock, monkeypatch) -> None:
    """Each query may take the remaining time, and the last one five seconds."""
    allowed = []

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    monkeypatch.setattr(wait_paid, "sleep", sleep)

    async def query(seconds: float) -> OrderQueryResult:
        allowed.append(seconds)
        clock[0] += 9
        return OrderQueryResult(order_id="0166", status=OrderStatus.UNPAID)

    await wait_paid.until_paid(query, 10, lambda: False)

    assert allowed == [10, 5]


@pytest.mark.parametrize("seconds", [0, -1, True, "60", None, float("nan")], ids=repr)
async def test_bad_timeout_is_refused_before_anything_is_sent(client, gateway, seconds) -> None:
    """A bad timeout is refused before anything is sent."""
    with pytest.raises(InvalidRequest, match="timeout"):
        await client.wait_paid("20881", timeout=seconds)
    assert not gateway.requests


@pytest.mark.usefixtures("no_pauses")
async def test_client_that_is_closed_meanwhile(client, gateway, play) -> None:
    """Closing the client ends the query under way, and there is no other."""
    gateway.plays(play.answer(b"", "stall"))
    waiting = asyncio.create_task(client.wait_paid("20881", timeout=60))
    await gateway.arrived.wait()
    await client.close()

    with pytest.raises(NoReply):
        await waiting


async def test_number_is_checked(client, gateway) -> None:
    """The order's number keeps the same rules as in order_query."""
    with pytest.raises(InvalidRequest, match="out_trade_no"):
        await client.wait_paid("", timeout=60)
    assert not gateway.requests


@pytest.mark.parametrize("timeout", [0.5, 2, 60, 3600])
def test_pauses_fill_the_time_exactly(clock, timeout) -> None:
    """The last query begins when the time is up, neither before nor after."""
    assert sum(slept(clock, timeout)) == pytest.approx(timeout)


def test_pauses_grow(clock) -> None:
    """Queries are frequent at first, and at most 15 seconds apart later."""
    pauses = slept(clock, 3600)[:-1]

    assert pauses[0] == 2
    assert pauses == sorted(pauses)
    assert pauses[-1] == 15


def test_slow_answers_count(clock) -> None:
    """Time that the queries take is part of the timeout."""
    pauses = wait_paid.pauses(10)
    next(pauses)
    clock[0] += 9.5

    assert next(pauses) == pytest.approx(0.5)


def test_no_query_after_the_time_is_up(clock) -> None:
    """A query that ended after the deadline was the last."""
    pauses = wait_paid.pauses(10)
    next(pauses)
    clock[0] += 11

    assert list(pauses) == []
