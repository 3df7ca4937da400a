"""Requests whose reply was lost: applied, not applied, or still unknown."""

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
    ResolvePace,
    RetryPolicy,
    Verdict,
)
from zhixiao_async.endpoints import OrderCreate

from .conftest import ENDLESS, QUICK, lost, resolved

CREATE, CANCEL = "/pay_api/order_create", "/pay_api/order_cancel"
QUERY = "/pay_api/order_query"


async def test_create_that_was_done(gateway, client, create):
    """An order is found, its link isn't, and the explanation says what to do."""
    gateway.faults.reset_after(path=CREATE)
    resolution = await resolved(client, await lost(create()))
    assert resolution.verdict is Verdict.APPLIED
    assert resolution.order_id == (await client.order_query(out_trade_no="20881")).order_id
    assert "pay link is gone" in resolution.explanation


async def test_create_that_was_done_and_paid(gateway, client, create):
    """A paid order needs no link."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    await gateway.pay((await client.order_query(out_trade_no="20881")).order_id)
    resolution = await resolved(client, error)
    assert (resolution.verdict, "is paid" in resolution.explanation) == (Verdict.APPLIED, True)


async def test_create_that_was_not_done(gateway, client, create):
    """An order that isn't found once the deadline has passed was not created."""
    gateway.faults.reset_before(path=CREATE)
    resolution = await resolved(client, await lost(create()))
    assert resolution.verdict is Verdict.NOT_APPLIED


async def test_create_under_the_number_of_an_earlier_order(gateway, client, create):
    """An earlier order of the number is told by its amount."""
    await create(total_fee=100)
    gateway.faults.reset_before(path=CREATE)
    resolution = await resolved(client, await lost(create()))
    assert resolution.verdict is Verdict.NOT_APPLIED
    assert "another amount" in resolution.explanation


async def test_not_found_before_the_deadline_is_unknown(gateway, client, create):
    """An order that isn't found before the deadline may still be created."""
    gateway.faults.reset_before(path=CREATE)
    resolution = await resolved(client, await lost(create()), pace=ENDLESS, timeout=0.05)
    assert resolution.verdict is Verdict.UNKNOWN
    assert "look again later" in resolution.explanation


async def test_found_at_last(gateway, client, create):
    """An order that the gateway creates late is found."""
    answered_once = asyncio.Event()
    trace = aiohttp.TraceConfig()

    async def answered(_session, _context, _params):
        answered_once.set()

    trace.on_request_end.append(answered)
    gateway.faults.reset_before(path=CREATE, times=1)
    error = await lost(create())
    async with zhixiao_async.Client(
        gateway.credentials,
        base_url=gateway.base_url,
        connections=Connections(trace_configs=[trace]),
    ) as watched:
        resolving = asyncio.create_task(resolved(watched, error, pace=ENDLESS))
        await answered_once.wait()
        await create()
        assert (await resolving).verdict is Verdict.APPLIED


async def test_first_probe_waits(gateway, client, create):
    """No probe is made before its time: a gateway under load is left in peace."""
    gateway.faults.reset_before(path=CREATE)
    error = await lost(create())
    pace = ResolvePace(first_probe=200)
    resolution = await resolved(client, error, pace=pace, timeout=0.01)
    assert resolution.verdict is Verdict.UNKNOWN
    assert not any(entry.path == QUERY for entry in gateway.requests)


async def test_gateway_that_cannot_be_asked(gateway, client, create):
    """No answer is no evidence, however late it is."""
    gateway.faults.reset_before()
    resolution = await resolved(client, await lost(create()))
    assert resolution.verdict is Verdict.UNKNOWN
    assert "couldn't be asked" in resolution.explanation


async def test_cancel_of_a_paid_order(gateway, client, paid):
    """A payment proves that the cancel failed."""
    gateway.faults.reset_before(path=CANCEL)
    resolution = await resolved(client, await lost(client.order_cancel(out_trade_no="20881")))
    assert resolution.verdict is Verdict.NOT_APPLIED
    assert "credit it, or refund it" in resolution.explanation


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
async def test_cancel_of_an_unpaid_order(gateway, client, create, fault):
    """Nothing proves that it succeeded, or that it didn't."""
    await create()
    getattr(gateway.faults, fault)(path=CANCEL)
    resolution = await resolved(client, await lost(client.order_cancel(out_trade_no="20881")))
    assert resolution.verdict is Verdict.UNKNOWN


def test_verdicts_are_words():
    """Verdicts can be logged, kept and compared as text."""
    assert [*Verdict] == ["applied", "not applied", "unknown"]


async def test_undocumented_path(gateway, client):
    """A path that the document doesn't list has no query."""
    gateway.faults.reset_after()
    resolution = await resolved(client, await lost(client.raw("/pay_api/something_new", {"a": 1})))
    assert resolution.verdict is Verdict.UNKNOWN
    assert "no query" in resolution.explanation


async def test_signed_success_needs_no_probe(client):
    """A success that couldn't be read is a success."""
    error = OutcomeUnknown("why", resolve_by="order_query", applied=True)
    assert (await resolved(client, error)).verdict is Verdict.APPLIED


async def test_error_resolves_itself(gateway, client, create):
    """The error's own ``resolve`` does the same."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    error.happened_at = error.happened_at.replace(year=2025)
    assert (await error.resolve(client)).verdict is Verdict.APPLIED


async def test_error_resolves_itself_without_await(gateway, client, create):
    """The error's own ``resolve`` is an ordinary call with a sync client."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    error.happened_at = error.happened_at.replace(year=2025)

    def resolve():
        once = RetryPolicy(attempts=1)
        with zhixiao_sync.Client(
            gateway.credentials, base_url=gateway.base_url, retry=once
        ) as synchronous:
            return error.resolve(synchronous)

    assert (await asyncio.to_thread(resolve)).verdict is Verdict.APPLIED


async def test_error_from_another_process(gateway, client, create):
    """A pickled error still knows what was sent, and when."""
    gateway.faults.reset_after(path=CREATE)
    error = await lost(create())
    twin = pickle.loads(pickle.dumps(error))
    assert isinstance(twin.request, OrderCreate)
    assert (twin.request, twin.happened_at) == (error.request, error.happened_at)
    assert (await resolved(client, twin)).verdict is Verdict.APPLIED


async def test_other_errors_are_refused(client):
    """Only an unknown outcome can be resolved."""
    with pytest.raises(InvalidRequest, match=r"OutcomeUnknown, got ValueError\(\)") as caught:
        await client.resolve(ValueError(), pace=QUICK)
    assert caught.value.field == "error"


def test_deadline_before_the_first_probe():
    """A deadline before the first probe is refused, as nothing would be found."""
    with pytest.raises(
        InvalidRequest, match="order_deadline must not be before first_probe, got 5"
    ):
        ResolvePace(first_probe=10, order_deadline=5)


async def test_cancel_of_an_order_that_cannot_be_queried(gateway, client):
    """A refusal proves nothing, since a cancelled order may cause it."""
    gateway.faults.reset_before(path=CANCEL)
    resolution = await resolved(client, await lost(client.order_cancel(out_trade_no="404")))
    assert resolution.verdict is Verdict.UNKNOWN
    assert resolution.explanation.startswith("order_query refuses (")
    assert "may still be paid" in resolution.explanation
