"""A refund has no query: it is counted in the listing, against what was refunded before."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

import zhixiao_sync
from zhixiao_async import BEIJING, Client, OutcomeUnknown, Verdict
from zhixiao_async.endpoints import OrderRefund
from zhixiao_async.sandbox import Dialect, Rules, Sandbox

from .conftest import ORDER, QUICK, lost, resolved

REFUND = "/pay_api/order_refund"


@pytest.fixture
def refund(client, paid):
    """Return a function that refunds a part of the order."""

    def partly(number, fee=5000):
        return client.order_refund(out_trade_no="20881", refund_fee=fee, out_refund_no=number)

    return partly


@pytest.mark.parametrize(("known", "verdict"), [([], Verdict.APPLIED), (None, Verdict.UNKNOWN)])
async def test_refund_that_was_made(gateway, client, refund, known, verdict):
    """A row may be an earlier refund's, unless the caller says which there were."""
    gateway.faults.reset_after(path=REFUND)
    resolution = await resolved(client, await lost(refund("r1")), known_refunds=known)
    assert resolution.verdict is verdict


@pytest.mark.parametrize("known", [[], None])
async def test_refund_that_was_not_made(gateway, client, refund, known):
    """A refund without a row by the deadline was not applied, whatever is known."""
    gateway.faults.reset_before(path=REFUND)
    resolution = await resolved(client, await lost(refund("r1")), known_refunds=known)
    assert resolution.verdict is Verdict.NOT_APPLIED


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [("reset_after", Verdict.APPLIED), ("reset_before", Verdict.NOT_APPLIED)],
)
async def test_equal_refund_before(gateway, client, refund, fault, verdict):
    """An earlier refund of the same amount is told by counting."""
    await refund("r1")
    getattr(gateway.faults, fault)(path=REFUND)
    resolution = await resolved(client, await lost(refund("r2")), known_refunds=[5000])
    assert resolution.verdict is verdict


async def one_of_two(gateway, refund):
    """Lose two equal refunds, of which one was made."""
    gateway.faults.reset_after(path=REFUND, times=1)
    first = await lost(refund("r1"))
    gateway.faults.reset_before(path=REFUND, times=1)
    return first, await lost(refund("r2"))


async def test_two_equal_refunds_in_doubt(gateway, client, refund):
    """Nobody can say which of two equal refunds was made."""
    first, _ = await one_of_two(gateway, refund)
    resolution = await resolved(client, first, known_refunds=[], in_doubt=2)
    assert resolution.verdict is Verdict.UNKNOWN
    assert "can't be told apart" in resolution.explanation


async def test_two_equal_refunds_in_doubt_and_both_made(gateway, client, refund):
    """Two rows mean that both refunds were made."""
    gateway.faults.reset_after(path=REFUND)
    first, second = await lost(refund("r1")), await lost(refund("r2"))
    for error in (first, second):
        resolution = await resolved(client, error, known_refunds=[], in_doubt=2)
        assert resolution.verdict is Verdict.APPLIED


async def test_two_in_doubt_by_the_errors_themselves(gateway, client, refund):
    """``error.resolve`` counts both as well, so that neither is called applied."""
    for error in await one_of_two(gateway, refund):
        resolution = await error.resolve(client, known_refunds=[], in_doubt=2, pace=QUICK)
        assert resolution.verdict is Verdict.UNKNOWN
        assert "can't be told apart" in resolution.explanation


async def test_two_in_doubt_by_the_errors_themselves_without_await(gateway, refund):
    """A sync client counts both as well."""
    first, _ = await one_of_two(gateway, refund)

    def resolve():
        with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as synchronous:
            return first.resolve(synchronous, known_refunds=[], in_doubt=2, pace=QUICK)

    assert (await asyncio.to_thread(resolve)).verdict is Verdict.UNKNOWN


async def test_more_refunds_than_are_known(gateway, client, refund):
    """A row too many means that the caller's books are incomplete: no guess."""
    await refund("r1")
    gateway.faults.reset_after(path=REFUND)
    resolution = await resolved(client, await lost(refund("r2")), known_refunds=[])
    assert resolution.verdict is Verdict.UNKNOWN


async def test_known_refund_that_is_not_listed(gateway, client, refund):
    """A listing that lacks a known refund doesn't show everything."""
    gateway.faults.reset_before(path=REFUND)
    resolution = await resolved(client, await lost(refund("r1")), known_refunds=[700])
    assert resolution.verdict is Verdict.UNKNOWN
    assert "lacks" in resolution.explanation


async def test_whole_order(gateway, client, paid):
    """Any new row of the order is a refund that named no amount."""
    gateway.faults.reset_after(path=REFUND)
    error = await lost(client.order_refund(order_id=paid.order_id))
    resolution = await resolved(client, error, known_refunds=[])
    assert (resolution.verdict, resolution.order_id) == (Verdict.APPLIED, paid.order_id)


async def test_other_orders_refunds_do_not_count(gateway, client, create, refund):
    """Only rows of the refund's own order count."""
    gateway.faults.reset_before(path=REFUND, times=1)
    error = await lost(refund("r1"))
    other = await create(out_trade_no="20882")
    await gateway.pay(other.order_id)
    await client.order_refund(order_id=other.order_id, refund_fee=5000, out_refund_no="r2")
    assert (await resolved(client, error, known_refunds=[])).verdict is Verdict.NOT_APPLIED


@pytest.mark.parametrize("listing_ids", [True, False])
@pytest.mark.parametrize("listing_ends", ["inclusive", "half_open"])
async def test_order_paid_long_ago(listing_ids, listing_ends):
    """Refunds since the payment count once, however the windows' ends are read."""
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
        resolution = await resolved(client, error, known_refunds=[100, 100, 100])
    assert resolution.verdict is Verdict.NOT_APPLIED


async def test_order_that_cannot_be_queried(client):
    """A refund whose order can't be queried stays in doubt."""
    error = OutcomeUnknown("why", resolve_by="order_list", request=OrderRefund(out_trade_no="404"))
    assert (await resolved(client, error, known_refunds=[])).verdict is Verdict.UNKNOWN


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
    resolution = await resolved(client, error, known_refunds=[5000])
    assert resolution.verdict is Verdict.APPLIED


async def test_gateway_whose_clock_is_ahead(gateway, client, refund):
    """A row dated in the future is found."""
    gateway.clock.freeze(datetime.now(BEIJING) + timedelta(minutes=5))
    gateway.faults.reset_after(path=REFUND)
    error = await lost(refund("r1"))
    assert (await resolved(client, error, known_refunds=[])).verdict is Verdict.APPLIED


async def test_refund_of_an_unpaid_order(gateway, client, create):
    """An unpaid order has nothing to refund, and nothing is listed."""
    await create()
    gateway.faults.reset_before(path=REFUND)
    error = await lost(client.order_refund(out_trade_no="20881"))
    assert (await resolved(client, error, known_refunds=[])).verdict is Verdict.NOT_APPLIED


@pytest.mark.parametrize(
    ("path", "named_by"),
    [
        ("/pay_api/order_query", "out_trade_no"),
        ("/pay_api/order_list_item_all", "out_trade_no"),
        ("/pay_api/order_list_item_all", "order_id"),
    ],
)
async def test_order_named_by_a_number(gateway, client, paid, path, named_by):
    """An order without its zeros has a refund that is neither found nor missed."""
    numbers = {"out_trade_no": "20881", "order_id": paid.order_id}
    gateway.faults.reset_after(path=REFUND)
    error = await lost(client.order_refund(**{named_by: numbers[named_by]}))
    gateway.faults.speak(Dialect(numbers="as_numbers"), path=path)
    resolution = await resolved(client, error, known_refunds=[])
    assert resolution.verdict is Verdict.UNKNOWN
    assert "leading zeros" in resolution.explanation


async def test_order_named_by_a_number_and_by_the_caller(gateway, client, paid):
    """The caller's own spelling is searched for where the answer may be the same."""
    gateway.faults.speak(Dialect(numbers="as_numbers"), path="/pay_api/order_query")
    gateway.faults.reset_after(path=REFUND)
    error = await lost(client.order_refund(order_id=paid.order_id))
    assert (await resolved(client, error, known_refunds=[])).verdict is Verdict.APPLIED
