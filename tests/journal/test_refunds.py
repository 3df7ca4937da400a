"""A refund is written down before it is sent, its outcome after, and no number is sent twice."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from zhixiao_async import (
    Client,
    Connections,
    GatewayError,
    InvalidRequest,
    NotSent,
    OutcomeUnknown,
    RequestFailed,
    RetryPolicy,
)
from zhixiao_async.journal import RefundJournal, State

from .conftest import QUICK, RECEIPT, REFUND, lost, part, perform, receipt, sent, states, whole

ONCE = RetryPolicy(attempts=1)


@pytest.mark.parametrize("request_", [part(), whole(), receipt()], ids=["part", "whole", "receipt"])
async def test_written_down_before_the_first_byte(gateway, journal, opened, store, paid, request_):
    """Others can read the entry before there is even a connection to send it on."""
    seen = []
    others = await opened(store)
    trace = aiohttp.TraceConfig()

    async def read_entries(_session, _context, params):
        if params.url.path in (REFUND, RECEIPT):
            seen.extend(await others.entries())

    trace.on_request_start.append(read_entries)
    async with Client(
        gateway.credentials,
        base_url=gateway.base_url,
        connections=Connections(trace_configs=[trace]),
    ) as watched:
        await perform(RefundJournal(watched, store), request_)
    [entry] = seen
    assert (entry.state, entry.request, entry.order_id) == (State.OPEN, request_, paid.order_id)


@pytest.mark.parametrize("request_", [part(), whole(), receipt()], ids=["part", "whole", "receipt"])
async def test_applied_and_repeated(gateway, journal, paid, request_):
    """A repeated call returns the first result, and nothing is sent."""
    first = await perform(journal, request_)
    [entry] = await journal.entries()
    assert (entry.state, entry.result, entry.unsent) == (State.APPLIED, first, None)
    assert await perform(journal, request_) == first
    assert sent(gateway) + sent(gateway, RECEIPT) == 1


@pytest.mark.parametrize("lose", ["reset_after", "passing_refusal"])
async def test_unknown_and_repeated(gateway, journal, paid, lose):
    """An open entry isn't sent again."""
    getattr(gateway.faults, lose)(path=REFUND)
    await lost(journal.order_refund(part()))
    error = await lost(journal.order_refund(part()))
    assert "let resume() find out" in str(error)
    assert (error.request, error.path, error.out_trade_no) == (part(), REFUND, "20881")
    [entry] = await journal.entries()
    assert (error.resolve_by, error.happened_at) == ("RefundJournal.resume", entry.sent_at)
    assert (sent(gateway), await states(journal)) == (1, {"r1": State.OPEN})


async def test_refused_and_repeated(gateway, journal, paid):
    """A refused number may be sent again, once there is enough to refund."""
    with pytest.raises(GatewayError):
        await journal.order_refund(part(fee=99999))
    assert await states(journal) == {"r1": State.REFUSED}
    with pytest.raises(GatewayError):
        await journal.order_refund(part(fee=99999))
    assert sent(gateway) == 2


async def test_not_sent_and_repeated(gateway, client, journal, store, paid):
    """An entry that was not sent may be sent under its number."""
    request = part(order_id=paid.order_id)
    async with Client(gateway.credentials, base_url="http://127.0.0.1:9", retry=ONCE) as nowhere:
        with pytest.raises(NotSent):
            await RefundJournal(nowhere, store).order_refund(request)
    assert await states(journal) == {"r1": State.NOT_SENT}
    await journal.order_refund(request)
    assert await states(journal) == {"r1": State.APPLIED}


async def test_two_at_once(gateway, journal, opened, store, paid):
    """One of two processes with one number sends it; the other knows nothing or the result."""
    other = await opened(store)
    outcomes = await asyncio.gather(
        *(sender.order_refund(part()) for sender in (journal, other)), return_exceptions=True
    )
    unknown = [outcome for outcome in outcomes if isinstance(outcome, OutcomeUnknown)]
    results = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert (len(results) >= 1, len(results) + len(unknown)) == (True, 2)
    assert (sent(gateway), gateway.order(paid.order_id).refunded) == (1, 5000)


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"fee": 6000}, "refund_fee"), ({"out_trade_no": "20882"}, "order_id")],
    ids=["amount", "order"],
)
async def test_number_of_another_refund(gateway, small, paid, create, fields, named):
    """A number of another refund is refused, and the field that differs is named."""
    await small.order_refund(part())
    await gateway.pay((await create(out_trade_no="20882")).order_id)
    other = part(**fields)
    with pytest.raises(InvalidRequest, match="r1") as caught:
        await small.order_refund(other)
    error = caught.value
    assert (error.field, error.path, error.out_trade_no) == (named, REFUND, other.out_trade_no)
    assert error.out_refund_no == "r1"
    assert sent(gateway) == 1


async def test_receipt_for_another_payer(gateway, small, paid):
    """An order has one receipt, and it is for somebody else."""
    await small.piaoju_create(receipt())
    with pytest.raises(InvalidRequest) as caught:
        await small.piaoju_create(receipt(payer_name="小红"))
    assert (caught.value.field, sent(gateway, RECEIPT)) == ("payer_name", 1)
    assert "小" not in str(caught.value)


async def test_sent_again_and_refused(gateway, client, journal, paid):
    """A refusal of a second sending may mean that the first was carried out: resume sees it."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(journal.order_refund(part()))
    await journal.resume(pace=QUICK)
    assert await states(journal) == {"r1": State.NOT_APPLIED}
    await client.order_refund(out_trade_no="20881", refund_fee=5000, out_refund_no="r1")
    error = await lost(journal.order_refund(part()))
    assert isinstance(error.__cause__, RequestFailed)
    assert error.age() < 600
    await journal.resume(pace=QUICK)
    assert await states(journal) == {"r1": State.APPLIED}


async def test_sent_again_and_not_sent(gateway, journal, store, paid):
    """An entry that was sent once stays so if it isn't sent again."""
    request = part(order_id=paid.order_id)
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(journal.order_refund(request))
    await journal.resume(pace=QUICK)
    async with Client(gateway.credentials, base_url="http://127.0.0.1:9", retry=ONCE) as nowhere:
        with pytest.raises(NotSent):
            await RefundJournal(nowhere, store).order_refund(request)
    assert await states(journal) == {"r1": State.NOT_APPLIED}


@pytest.mark.parametrize("unreadable", [True, False])
async def test_signed_success_that_cannot_be_read(instead, small, paid, unreadable):
    """A signed success was made, whatever else it said; the result is what is known."""

    async def call(_):
        raise OutcomeUnknown("why", resolve_by="resume", applied=unreadable)

    instead(call)
    await lost(small.order_refund(part()))
    assert await states(small) == {"r1": State.APPLIED if unreadable else State.OPEN}
    if unreadable:
        assert (await small.order_refund(part())).order_id == paid.order_id
