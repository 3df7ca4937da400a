"""A sender that is held up sends nothing that others may have taken over meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
import pytest

from zhixiao_async import (
    BEIJING,
    Client,
    Connections,
    NotSent,
    OutcomeUnknown,
    RequestFailed,
    ResolvePace,
    Verdict,
)
from zhixiao_async.journal import RefundJournal, State, sending
from zhixiao_async.store.sql import SQLStore

from .conftest import ORDER, QUICK, REFUND, lost, part, sent, states, written

OPEN, APPLIED, NOT_APPLIED, NOT_SENT = (
    State.OPEN,
    State.APPLIED,
    State.NOT_APPLIED,
    State.NOT_SENT,
)


@pytest.fixture
def held(monkeypatch, store):
    """Return a function that holds the next commit's acknowledgement back: two events of both."""
    committed, acknowledged = asyncio.Event(), asyncio.Event()
    transaction = store.transaction

    @asynccontextmanager
    async def late(*arguments, **options):
        async with transaction(*arguments, **options) as own:
            yield own
        if not committed.is_set():
            committed.set()
            await acknowledged.wait()

    def hold():
        monkeypatch.setattr(store, "transaction", late)
        return committed, acknowledged

    return hold


async def test_commit_that_is_acknowledged_late(gateway, journal, opened, store, paid, held):
    """A sender that wakes late sends nothing: another process has taken its entry over."""
    other = await opened(store)
    committed, acknowledged = held()
    refunding = asyncio.create_task(journal.order_refund(part()))
    await committed.wait()
    [resumed] = await other.resume(pace=QUICK)
    assert (resumed.entry.state, resumed.resolution.verdict) == (NOT_SENT, Verdict.NOT_APPLIED)
    await other.order_refund(part())
    acknowledged.set()
    with pytest.raises(NotSent, match="took it over"):
        await refunding
    assert (sent(gateway), await states(journal)) == (1, {"r1": APPLIED})


@pytest.mark.parametrize(("seconds", "state"), [(60, NOT_SENT), (59.9, APPLIED)])
@pytest.mark.parametrize("where", ["insert", "update", "connecting"])
async def test_sender_that_is_held_up(
    monkeypatch, gateway, small, sqlite, paid, where, seconds, state
):
    """A sender that is held up for a minute, wherever, sends no first byte."""
    now = [0.0]
    monkeypatch.setattr(sending, "moment", lambda: now[0])
    trace = aiohttp.TraceConfig()

    async def pause(*_):
        now[0] = seconds

    async def slow(*arguments):
        now[0] = seconds
        return await usual(*arguments)

    if where == "connecting":
        trace.on_connection_create_end.append(pause)
    else:
        usual = getattr(sqlite, where)
        monkeypatch.setattr(sqlite, where, slow)
    connections = Connections(trace_configs=[trace])
    async with Client(
        gateway.credentials, base_url=gateway.base_url, connections=connections
    ) as client:
        refunding = RefundJournal(client, sqlite).order_refund(part(order_id=paid.order_id))
        [raised] = await asyncio.gather(refunding, return_exceptions=True)
    assert isinstance(raised, NotSent) is (state is NOT_SENT)
    assert (sent(gateway), await states(small)) == (int(state is APPLIED), {"r1": state})


async def test_crash_before_it_was_sent(gateway, journal, paid):
    """An unsent entry concerns no gateway, and its number can be sent at once."""
    await written(journal, paid)
    asked = len(gateway.requests)
    [resumed] = await journal.resume(pace=QUICK)
    assert (resumed.entry.state, len(gateway.requests)) == (NOT_SENT, asked)
    assert [resumed.entry] == await journal.entries()
    await journal.order_refund(part())
    assert await states(journal) == {"r1": APPLIED}


async def test_crash_before_it_was_sent_again(gateway, small, paid):
    """An entry that was sent once before stays so, whoever takes it over."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(part()))
    await small.resume(pace=QUICK)
    await written(small, paid)
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": NOT_APPLIED}


async def test_begun_again_in_the_same_moment(monkeypatch, small, sqlite, paid):
    """A token tells a sending from the next one where a clock is too coarse for it."""
    now = datetime.now(BEIJING)
    monkeypatch.setattr(sqlite, "now", lambda _: asyncio.sleep(0, now))
    first = await written(small, paid)
    await small.resume(pace=QUICK)
    second = await written(small, paid)
    with pytest.raises(NotSent, match="took it over") as caught:
        await small._table.release(first, NOT_SENT)
    error = caught.value
    assert (error.path, error.out_trade_no) == (REFUND, ORDER["out_trade_no"])
    assert error.out_refund_no == "r1"
    await small._table.conclude(first, NOT_SENT)
    await small._table.release(second, NOT_SENT)
    assert await states(small) == {"r1": OPEN}


@pytest.mark.parametrize(
    ("fault", "fee", "state", "verdict"),
    [
        (None, 5000, APPLIED, Verdict.APPLIED),
        ("reset_after", 5000, APPLIED, Verdict.APPLIED),
        (None, 99999, State.REFUSED, Verdict.NOT_APPLIED),
    ],
    ids=["applied", "open", "refused"],
)
async def test_sender_that_comes_first(
    gateway, journal, opened, store, paid, held, fault, fee, state, verdict
):
    """A sender that comes first sends, and whoever waited finds what became of it."""
    other = await opened(store)
    if fault is not None:
        getattr(gateway.faults, fault)(path=REFUND, times=1)
    committed, acknowledged = held()
    refunding = asyncio.create_task(journal.order_refund(part(fee=fee)))
    await committed.wait()

    async def finish(_):
        acknowledged.set()
        await asyncio.wait([refunding])

    other._sleep = finish
    [resumed] = await other.resume(pace=ResolvePace(first_probe=15, pause=3600, longest_pause=3600))
    await asyncio.gather(refunding, return_exceptions=True)
    assert (resumed.entry.state, resumed.resolution.verdict) == (state, verdict)
    own = f"its own process has written that it is {state.value}"
    assert (resumed.resolution.explanation == own) is (fault is None)
    assert (sent(gateway), await states(journal)) == (1, {"r1": state})


async def test_proof_that_cannot_be_written(monkeypatch, gateway, small, sqlite, paid):
    """An entry that can't be released was not sent, and isn't left as if it perhaps was."""
    update, failing = sqlite.update, [sqlite3.OperationalError("disk I/O error")]

    async def once(*arguments):
        if failing:
            raise failing.pop()
        return await update(*arguments)

    monkeypatch.setattr(sqlite, "update", once)
    with pytest.raises(sqlite3.OperationalError):
        await small.order_refund(part())
    [entry] = await small.entries()
    assert (sent(gateway), entry.state, entry.unsent) == (0, NOT_SENT, None)


@pytest.mark.parametrize(("seconds", "state"), [(4970, OPEN), (4981, NOT_APPLIED)])
async def test_call_that_could_be_under_way(gateway, small, paid, seconds, state):
    """The deadline is counted from when the latest call of this entry must have ended."""
    gateway.faults.reset_before(path=REFUND)
    await lost(small.order_refund(part()))
    await small.resume(pace=QUICK, timeout=seconds)
    assert await states(small) == {"r1": state}


async def test_two_that_begin_again(monkeypatch, gateway, journal, opened, store, paid, instead):
    """Only one of two senders that both read a refusal takes the entry over and sends."""
    with pytest.raises(RequestFailed):
        await journal.order_refund(part(fee=99999))
    both_read, update = asyncio.Barrier(2), store.update
    sending, reading, decided = [], [], asyncio.Event()

    async def once_both_have_read(*arguments):
        reading.append(1)
        if len(reading) <= 2 and isinstance(store, SQLStore):  # SQLite's writers take turns
            await both_read.wait()
        return await update(*arguments)

    async def call(_):
        sending.append(1)
        if len(sending) == 2:
            decided.set()
        await decided.wait()
        raise NotSent("why")

    monkeypatch.setattr(store, "update", once_both_have_read)
    instead(call)
    other = await opened(store)
    both = [
        asyncio.create_task(sender.order_refund(part(fee=99999))) for sender in (journal, other)
    ]
    for task in both:
        task.add_done_callback(lambda _: decided.set())
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert (len(sending), {type(outcome) for outcome in outcomes}) == (1, {NotSent, OutcomeUnknown})
