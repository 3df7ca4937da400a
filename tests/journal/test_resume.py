"""After a crash: every open entry is resolved, and nothing is sent."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from zhixiao_async import OrderRefund, Resolution, Timeouts, Verdict
from zhixiao_async.errors import InvalidRequest, RequestFailed
from zhixiao_async.journal import RefundJournal, State, resuming

from .conftest import ENDLESS, QUICK, RECEIPT, REFUND, lost, part, receipt, sent, states, whole

OPEN, APPLIED, NOT_APPLIED = State.OPEN, State.APPLIED, State.NOT_APPLIED


@pytest.mark.parametrize(
    ("fault", "state"), [("reset_after", APPLIED), ("reset_before", NOT_APPLIED)], ids=str
)
@pytest.mark.parametrize("request_", [part(), whole()], ids=["part", "whole"])
async def test_refund(gateway, journal, paid, request_, fault, state):
    """A refund that was made is found; one that isn't there by the deadline was not applied."""
    getattr(gateway.faults, fault)(path=REFUND, times=1)
    await lost(journal.order_refund(request_))
    [resumed] = await journal.resume(pace=QUICK)
    assert resumed.entry.state is state
    assert [resumed.entry] == await journal.entries()
    assert sent(gateway) == 1


async def test_repeated_after_resume(gateway, journal, paid):
    """A refund that was not applied can be sent under its number; one that was made isn't."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(journal.order_refund(part()))
    await journal.resume(pace=QUICK)
    first = await journal.order_refund(part())
    assert (await journal.order_refund(part()), await journal.resume(pace=QUICK)) == (first, [])
    assert gateway.order(paid.order_id).refunded == 5000


async def test_result_of_a_lost_reply(gateway, journal, paid):
    """A refund that was found has the order's numbers for a result."""
    gateway.faults.reset_after(path=REFUND)
    await lost(journal.order_refund(part()))
    await journal.resume(pace=QUICK)
    result = await journal.order_refund(part())
    assert (result.order_id, result.out_trade_no) == (paid.order_id, "20881")


@pytest.mark.parametrize(
    ("fault", "state"), [("reset_after", APPLIED), ("reset_before", NOT_APPLIED)], ids=str
)
async def test_receipt(gateway, journal, paid, fault, state):
    """A receipt can be queried."""
    getattr(gateway.faults, fault)(path=RECEIPT, times=1)
    await lost(journal.piaoju_create(receipt()))
    await journal.resume(pace=QUICK)
    assert await states(journal) == {paid.order_id: state}
    again = await journal.piaoju_create(receipt())
    assert again.message == ("" if state is APPLIED else "开票成功")


@pytest.mark.parametrize(("after_work", "state"), [(True, APPLIED), (False, NOT_APPLIED)], ids=str)
@pytest.mark.parametrize("request_", [part(), receipt()], ids=["refund", "receipt"])
@pytest.mark.parametrize(
    "said", ["调用支付渠道超时", "服务不可用", "请勿重复提交", "退款申请已受理"]
)
async def test_passing_refusal(gateway, small, paid, request_, after_work, state, said):
    """A passing refusal leaves the entry open until the gateway's books are queried."""
    gateway.faults.passing_refusal(
        said, times=1, path=request_.endpoint.path, after_work=after_work
    )
    refund = isinstance(request_, OrderRefund)
    await lost((small.order_refund if refund else small.piaoju_create)(request_))
    assert set((await states(small)).values()) == {OPEN}
    await small.resume(pace=QUICK)
    assert set((await states(small)).values()) == {state}


@pytest.mark.parametrize("path", ["order_query", "order_list_item_all", "piaoju/query"])
async def test_passing_refusal_of_a_probe(gateway, small, paid, path):
    """A passing refusal of a probe proves nothing, however often it is repeated."""
    for path_, call in (
        (REFUND, small.order_refund(part())),
        (RECEIPT, small.piaoju_create(receipt())),
    ):
        gateway.faults.reset_before(path=path_, times=1)
        await lost(call)
    gateway.faults.passing_refusal("查询超时", path=f"/pay_api/{path}")
    await small.resume(pace=QUICK)
    left = {RECEIPT} if path == "piaoju/query" else {REFUND}
    still = {entry.request.endpoint.path for entry in await small.entries(OPEN)}
    assert still == left


async def test_unknown_before_the_deadline(gateway, journal, paid):
    """An entry that can't be resolved yet stays open for the next time."""
    gateway.faults.reset_before(path=REFUND)
    await lost(journal.order_refund(part()))
    [resumed] = await journal.resume(pace=ENDLESS, timeout=0.05)
    assert (resumed.resolution.verdict, resumed.entry.state) == (Verdict.UNKNOWN, OPEN)


async def test_concluded_by_its_own_process(monkeypatch, instead, client, small, paid):
    """The process that sent an entry knows better what became of it."""
    sent_, answered = asyncio.Event(), asyncio.Event()

    async def call(_):
        sent_.set()
        await answered.wait()
        raise RequestFailed(-1, "no")

    instead(call)
    refunding = asyncio.create_task(small.order_refund(part()))
    await sent_.wait()
    resolve = client.resolve

    async def interrupted(*arguments, **options):
        answered.set()
        await asyncio.wait([refunding])
        return await resolve(*arguments, **options)

    monkeypatch.setattr(client, "resolve", interrupted)
    [resumed] = await small.resume(pace=QUICK)
    assert resumed.resolution.verdict is Verdict.NOT_APPLIED
    assert resumed.entry.state is State.REFUSED
    assert isinstance(refunding.exception(), RequestFailed)


async def test_several_machines_at_once(gateway, journal, opened, store, paid):
    """Several machines come to the same conclusions."""
    gateway.faults.reset_after(path=REFUND, times=2)
    for number in ("r1", "r2"):
        await lost(journal.order_refund(part(number)))
    other = await opened(store)
    both = await asyncio.gather(journal.resume(pace=QUICK), other.resume(pace=QUICK))
    for resumed in both:
        assert {each.entry.state for each in resumed} <= {APPLIED}
    assert await states(journal) == {"r1": APPLIED, "r2": APPLIED}
    assert sent(gateway) == 2


async def test_gateway_that_cannot_be_asked(gateway, small, paid):
    """An entry stays open if the gateway can't be asked, and resume raises nothing."""
    gateway.faults.reset_before()
    await lost(small.order_refund(part(order_id=paid.order_id)))
    [resumed] = await small.resume(pace=QUICK)
    assert resumed.entry.state is OPEN
    assert "couldn't be asked" in resumed.resolution.explanation


async def test_time_for_an_entry_in_all(monkeypatch, gateway, client, small, paid):
    """A timeout isn't granted afresh for each refund that others begin meanwhile."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(part()))
    now, given = [0.0], []
    monkeypatch.setattr(resuming, "moment", lambda: now[0])

    async def slow(*_, **options):
        given.append(options["timeout"])
        now[0] += 4
        if len(given) < 5:
            await small.order_refund(part(f"other {len(given)}"))
        return Resolution(verdict=Verdict.NOT_APPLIED, explanation="")

    monkeypatch.setattr(client, "resolve", slow)
    [resumed] = await small.resume(timeout=12)
    assert given == [12, 8, 4]
    assert (resumed.resolution.verdict, resumed.entry.state) == (Verdict.UNKNOWN, OPEN)


async def test_time_that_the_table_has_used_up(monkeypatch, gateway, client, small, paid):
    """An entry stays open if reading the table took all its time."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(part()))
    now = count(0, 60)
    monkeypatch.setattr(resuming, "moment", lambda: float(next(now)))
    resolve, given = client.resolve, []

    async def noted(*arguments, **options):
        given.append(options["timeout"])
        return await resolve(*arguments, **options)

    monkeypatch.setattr(client, "resolve", noted)
    [resumed] = await small.resume(pace=ENDLESS, timeout=10)
    assert (resumed.resolution.verdict, resumed.entry.state) == (Verdict.UNKNOWN, OPEN)
    assert given == [0.001]


@pytest.mark.parametrize(
    ("name", "value"), [("timeout", "10"), ("timeout", 0), ("timeout", True), ("pace", 5)]
)
async def test_arguments(small, name, value):
    """Arguments are checked before the table is read, whatever is in it."""
    with pytest.raises(InvalidRequest, match=name):
        await small.resume(**{name: value})


async def test_deadline_that_a_call_may_outlast(client, sqlite):
    """A deadline proves nothing of a call that may outlast it."""
    patient = client.with_options(timeouts=Timeouts(deadline=4801))
    with pytest.raises(InvalidRequest, match="4801 seconds") as caught:
        await RefundJournal(patient, sqlite).resume()
    assert caught.value.field == "deadline"
