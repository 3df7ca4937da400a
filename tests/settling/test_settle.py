"""What became of a request whose reply was lost: applied, not applied, or still unknown."""

from __future__ import annotations

import asyncio
import pickle

import aiohttp
import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async import (
    Connections,
    InvalidRequest,
    OutcomeUnknown,
    RetryPolicy,
    SettlePace,
    Verdict,
)
from zhixiao_async.endpoints import OrderCreate

from .conftest import ENDLESS, QUICK, lost, settled

CREATE, CANCEL = "/pay_api/order_create", "/pay_api/order_cancel"
QUERY = "/pay_api/order_query"


async def test_create_that_was_done(gateway, client, create):
    """The order is there; its link isn't, and the answer says what to do."""
    gateway.faults.reset_after(path=CREATE)
    settlement = await settled(client, await lost(create()))
    assert settlement.verdict is Verdict.APPLIED
    assert settlement.order_id == (await client.order_query(out_trade_no="20881")).order_id
    assert "pay link is gone" in settlement.explanation


async def test_create_that_was_done_and_paid(gateway, client, create):
    """A paid order needs no link."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    await gateway.pay((await client.order_query(out_trade_no="20881")).order_id)
    settlement = await settled(client, error)
    assert (settlement.verdict, "is paid" in settlement.explanation) == (Verdict.APPLIED, True)


async def test_create_that_was_not_done(gateway, client, create):
    """Not seen once the deadline has passed: not applied."""
    gateway.faults.reset_before(path=CREATE)
    settlement = await settled(client, await lost(create()))
    assert settlement.verdict is Verdict.NOT_APPLIED


async def test_create_under_the_number_of_an_earlier_order(gateway, client, create):
    """That one is found, and tells by its amount that it isn't the one in doubt."""
    await create(total_fee=100)
    gateway.faults.reset_before(path=CREATE)
    settlement = await settled(client, await lost(create()))
    assert settlement.verdict is Verdict.NOT_APPLIED
    assert "another amount" in settlement.explanation


async def test_not_seen_before_the_deadline_is_unknown(gateway, client, create):
    """The gateway may still be at work on it."""
    gateway.faults.reset_before(path=CREATE)
    settlement = await settled(client, await lost(create()), pace=ENDLESS, timeout=0.05)
    assert settlement.verdict is Verdict.UNKNOWN
    assert "look again later" in settlement.explanation


async def test_seen_at_last(gateway, client, create):
    """It goes on looking: a create that the gateway carries out late is found."""
    looked = asyncio.Event()
    trace = aiohttp.TraceConfig()

    async def answered(_session, _context, _params):
        looked.set()

    trace.on_request_end.append(answered)
    gateway.faults.reset_before(path=CREATE, times=1)
    error = await lost(create())
    async with zhixiao_async.Client(
        gateway.credentials,
        base_url=gateway.base_url,
        connections=Connections(trace_configs=[trace]),
    ) as watched:
        settling = asyncio.create_task(settled(watched, error, pace=ENDLESS))
        await looked.wait()
        await create()
        assert (await settling).verdict is Verdict.APPLIED


async def test_first_look_waits(gateway, client, create):
    """No look before the time for the first: a gateway under load is left in peace."""
    gateway.faults.reset_before(path=CREATE)
    error = await lost(create())
    pace = SettlePace(first_look=200)
    settlement = await settled(client, error, pace=pace, timeout=0.01)
    assert settlement.verdict is Verdict.UNKNOWN
    assert not any(entry.path == QUERY for entry in gateway.requests)


async def test_gateway_that_cannot_be_asked(gateway, client, create):
    """No answer is no evidence, however late it is."""
    gateway.faults.reset_before()
    settlement = await settled(client, await lost(create()))
    assert settlement.verdict is Verdict.UNKNOWN
    assert "couldn't be asked" in settlement.explanation


async def test_cancel_of_a_paid_order(gateway, client, paid):
    """A payment proves that the cancel failed."""
    gateway.faults.reset_before(path=CANCEL)
    settlement = await settled(client, await lost(client.order_cancel(out_trade_no="20881")))
    assert settlement.verdict is Verdict.NOT_APPLIED
    assert "credit it, or refund it" in settlement.explanation


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
async def test_cancel_of_an_unpaid_order(gateway, client, create, fault):
    """Nothing proves that it succeeded, or that it didn't."""
    await create()
    getattr(gateway.faults, fault)(path=CANCEL)
    settlement = await settled(client, await lost(client.order_cancel(out_trade_no="20881")))
    assert settlement.verdict is Verdict.UNKNOWN


def test_verdicts_are_words():
    """They can be logged and kept as they are, and compared with text."""
    assert [*Verdict] == ["applied", "not applied", "unknown"]


async def test_undocumented_path(gateway, client):
    """The document has no query for it."""
    gateway.faults.reset_after()
    settlement = await settled(client, await lost(client.raw("/pay_api/something_new", {"a": 1})))
    assert settlement.verdict is Verdict.UNKNOWN
    assert "no query" in settlement.explanation


async def test_signed_success_needs_no_look(client):
    """A success that couldn't be read is a success."""
    error = OutcomeUnknown("why", settle_by="order_query", applied=True)
    assert (await settled(client, error)).verdict is Verdict.APPLIED


async def test_error_settles_itself(gateway, client, create):
    """``await error.settle(client)`` is the same."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    error.happened_at = error.happened_at.replace(year=2025)
    assert (await error.settle(client)).verdict is Verdict.APPLIED


async def test_error_settles_itself_without_await(gateway, client, create):
    """On a sync client it is an ordinary call."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    error.happened_at = error.happened_at.replace(year=2025)

    def settle():
        once = RetryPolicy(attempts=1)
        with zhixiao_sync.Client(
            gateway.credentials, base_url=gateway.base_url, retry=once
        ) as synchronous:
            return error.settle(synchronous)

    assert (await asyncio.to_thread(settle)).verdict is Verdict.APPLIED


async def test_error_from_another_process(gateway, client, create):
    """A pickled error still knows what was sent, and when."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    twin = pickle.loads(pickle.dumps(error))
    assert isinstance(twin.request, OrderCreate)
    assert (twin.request, twin.happened_at) == (error.request, error.happened_at)
    assert (await settled(client, twin)).verdict is Verdict.APPLIED


async def test_other_errors_are_refused(client):
    """Only an unknown outcome can be settled."""
    with pytest.raises(InvalidRequest, match=r"OutcomeUnknown, got ValueError\(\)") as caught:
        await client.settle(ValueError(), pace=QUICK)
    assert caught.value.field == "error"


def test_deadline_before_the_first_look():
    """Nothing would ever be looked at."""
    with pytest.raises(InvalidRequest, match="order_deadline must not be before first_look, got 5"):
        SettlePace(first_look=10, order_deadline=5)


async def test_cancel_of_an_order_that_cannot_be_queried(gateway, client):
    """A refusal proves nothing, since a cancelled order may cause it."""
    gateway.faults.reset_before(path=CANCEL)
    settlement = await settled(client, await lost(client.order_cancel(out_trade_no="404")))
    assert settlement.verdict is Verdict.UNKNOWN
    assert settlement.explanation.startswith("order_query refuses (")
    assert "may still be paid" in settlement.explanation
