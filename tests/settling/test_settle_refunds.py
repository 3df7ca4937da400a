"""A refund has no query: it is counted in the listing, against what was refunded before."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

import zhixiao_sync
from zhixiao_async import BEIJING, Client, OutcomeUnknown, Verdict
from zhixiao_async.endpoints import OrderRefund
from zhixiao_async.sandbox import Dialect, Rules, Sandbox

from .conftest import ORDER, QUICK, lost, settled

REFUND = "/pay_api/order_refund"


@pytest.fixture
def refund(client, paid):
    """Refunds a part of the order."""

    def partly(number, fee=5000):
        return client.order_refund(out_trade_no="20881", refund_fee=fee, out_refund_no=number)

    return partly


@pytest.mark.parametrize(("known", "verdict"), [([], Verdict.APPLIED), (None, Verdict.UNKNOWN)])
async def test_refund_that_was_made(gateway, client, refund, known, verdict):
    """Its row is there; whether it is an earlier one's, only the caller can say."""
    gateway.faults.reset_after(path=REFUND)
    settlement = await settled(client, await lost(refund("r1")), known_refunds=known)
    assert settlement.verdict is verdict


@pytest.mark.parametrize("known", [[], None])
async def test_refund_that_was_not_made(gateway, client, refund, known):
    """No row by the deadline, whatever is known: not applied."""
    gateway.faults.reset_before(path=REFUND)
    settlement = await settled(client, await lost(refund("r1")), known_refunds=known)
    assert settlement.verdict is Verdict.NOT_APPLIED


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [("reset_after", Verdict.APPLIED), ("reset_before", Verdict.NOT_APPLIED)],
)
async def test_equal_refund_before(gateway, client, refund, fault, verdict):
    """An earlier one of the same amount is told by counting."""
    await refund("r1")
    getattr(gateway.faults, fault)(path=REFUND)
    settlement = await settled(client, await lost(refund("r2")), known_refunds=[5000])
    assert settlement.verdict is verdict


async def one_of_two(gateway, refund):
    """Two equal refunds in doubt, of which one was made."""
    gateway.faults.reset_after(path=REFUND, times=1)
    first = await lost(refund("r1"))
    gateway.faults.reset_before(path=REFUND, times=1)
    return first, await lost(refund("r2"))


async def test_two_equal_refunds_in_doubt(gateway, client, refund):
    """One of them was made, and nobody can say which."""
    first, _ = await one_of_two(gateway, refund)
    settlement = await settled(client, first, known_refunds=[], in_doubt=2)
    assert settlement.verdict is Verdict.UNKNOWN
    assert "can't be told apart" in settlement.explanation


async def test_two_equal_refunds_in_doubt_and_both_made(gateway, client, refund):
    """Where both are there, both were made."""
    gateway.faults.reset_after(path=REFUND)
    first, second = await lost(refund("r1")), await lost(refund("r2"))
    for error in (first, second):
        settlement = await settled(client, error, known_refunds=[], in_doubt=2)
        assert settlement.verdict is Verdict.APPLIED


async def test_two_in_doubt_by_the_errors_themselves(gateway, client, refund):
    """``error.settle`` counts both as well, so that neither is called applied."""
    for error in await one_of_two(gateway, refund):
        settlement = await error.settle(client, known_refunds=[], in_doubt=2, pace=QUICK)
        assert settlement.verdict is Verdict.UNKNOWN
        assert "can't be told apart" in settlement.explanation


async def test_two_in_doubt_by_the_errors_themselves_without_await(gateway, refund):
    """The same on a sync client."""
    first, _ = await one_of_two(gateway, refund)

    def settle():
        with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as synchronous:
            return first.settle(synchronous, known_refunds=[], in_doubt=2, pace=QUICK)

    assert (await asyncio.to_thread(settle)).verdict is Verdict.UNKNOWN


async def test_more_refunds_than_are_known(gateway, client, refund):
    """A row too many means that the caller's books are incomplete: no guess."""
    await refund("r1")
    gateway.faults.reset_after(path=REFUND)
    settlement = await settled(client, await lost(refund("r2")), known_refunds=[])
    assert settlement.verdict is Verdict.UNKNOWN


async def test_known_refund_that_is_not_listed(gateway, client, refund):
    """A listing that lacks a known refund doesn't show everything."""
    gateway.faults.reset_before(path=REFUND)
    settlement = await settled(client, await lost(refund("r1")), known_refunds=[700])
    assert settlement.verdict is Verdict.UNKNOWN
    assert "lacks" in settlement.explanation


async def test_whole_order(gateway, client, paid):
    """Without an amount any new row of the order is the refund."""
    gateway.faults.reset_after(path=REFUND)
    error = await lost(client.order_refund(order_id=paid.order_id))
    settlement = await settled(client, error, known_refunds=[])
    assert (settlement.verdict, settlement.order_id) == (Verdict.APPLIED, paid.order_id)


async def test_other_orders_refunds_do_not_count(gateway, client, create, refund):
    """Only rows of its own order are looked at."""
    gateway.faults.reset_before(path=REFUND, times=1)
    error = await lost(refund("r1"))
    other = await create(out_trade_no="20882")
    await gateway.pay(other.order_id)
    await client.order_refund(order_id=other.order_id, refund_fee=5000, out_refund_no="r2")
    assert (await settled(client, error, known_refunds=[])).verdict is Verdict.NOT_APPLIED


@pytest.mark.parametrize("listing_ids", [True, False])
@pytest.mark.parametrize("listing_ends", ["inclusive", "half_open"])
async def test_order_paid_long_ago(listing_ids, listing_ends):
    """The refunds since the payment are counted once, however the windows' ends are read."""
    rules = Rules(listing_ids=listing_ids, listing_ends=listing_ends)
    async with (
        Sandbox(rules=rules) as gateway,
        Client(gateway.credentials, base_url=gateway.base_url) as client,
    ):
        clock = gateway.clock
        clock.freeze(clock.now() - timedelta(days=3))
        await gateway.pay((await client.order_create(**ORDER)).order_id)
        for number, hours in enumerate((0, 0.25, 24)):
            clock.advance(hours * 3600)
            await client.order_refund(
                out_trade_no="20881", refund_fee=100, out_refund_no=f"r{number}"
            )
        clock.freeze(datetime.now(BEIJING))
        gateway.faults.reset_before(path=REFUND)
        error = await lost(
            client.order_refund(out_trade_no="20881", refund_fee=100, out_refund_no="r9")
        )
        settlement = await settled(client, error, known_refunds=[100, 100, 100])
    assert settlement.verdict is Verdict.NOT_APPLIED


async def test_order_that_cannot_be_queried(client):
    """Whose refund it is has to be known."""
    error = OutcomeUnknown("why", settle_by="order_list", request=OrderRefund(out_trade_no="404"))
    assert (await settled(client, error, known_refunds=[])).verdict is Verdict.UNKNOWN


async def test_refund_made_days_later(gateway, client, refund):
    """A known refund counts whenever it was made, also long after the one in doubt."""
    gateway.clock.freeze(datetime.now(BEIJING) - timedelta(days=2))
    await gateway.pay((await client.order_create(**ORDER | {"out_trade_no": "20882"})).order_id)
    request = {"out_trade_no": "20882", "refund_fee": 5000}
    gateway.faults.reset_after(path=REFUND, times=1)
    error = await lost(client.order_refund(**request, out_refund_no="r1"))
    error.happened_at = gateway.clock.now()
    gateway.clock.freeze(datetime.now(BEIJING))
    await client.order_refund(**request, out_refund_no="r2")
    settlement = await settled(client, error, known_refunds=[5000])
    assert settlement.verdict is Verdict.APPLIED


async def test_gateway_whose_clock_is_ahead(gateway, client, refund):
    """A row that bears a time to come is seen."""
    gateway.clock.freeze(datetime.now(BEIJING) + timedelta(minutes=5))
    gateway.faults.reset_after(path=REFUND)
    error = await lost(refund("r1"))
    assert (await settled(client, error, known_refunds=[])).verdict is Verdict.APPLIED


async def test_refund_of_an_unpaid_order(gateway, client, create):
    """There is nothing to refund, and nothing is listed."""
    await create()
    gateway.faults.reset_before(path=REFUND)
    error = await lost(client.order_refund(out_trade_no="20881"))
    assert (await settled(client, error, known_refunds=[])).verdict is Verdict.NOT_APPLIED


@pytest.mark.parametrize(
    ("path", "named_by"),
    [
        ("/pay_api/order_query", "out_trade_no"),
        ("/pay_api/order_list_item_all", "out_trade_no"),
        ("/pay_api/order_list_item_all", "order_id"),
    ],
)
async def test_order_named_by_a_number(gateway, client, paid, path, named_by):
    """Its leading zeros are lost, so its refund is neither found nor missed: no conclusion."""
    numbers = {"out_trade_no": "20881", "order_id": paid.order_id}
    gateway.faults.reset_after(path=REFUND)
    error = await lost(client.order_refund(**{named_by: numbers[named_by]}))
    gateway.faults.speak(Dialect(numbers="as_numbers"), path=path)
    settlement = await settled(client, error, known_refunds=[])
    assert settlement.verdict is Verdict.UNKNOWN
    assert "leading zeros" in settlement.explanation


async def test_order_named_by_a_number_and_by_the_caller(gateway, client, paid):
    """The caller's own spelling is looked for where the query's answer may be the same."""
    gateway.faults.speak(Dialect(numbers="as_numbers"), path="/pay_api/order_query")
    gateway.faults.reset_after(path=REFUND)
    error = await lost(client.order_refund(order_id=paid.order_id))
    assert (await settled(client, error, known_refunds=[])).verdict is Verdict.APPLIED
