"""A refund is taken for the one in doubt only where it can't be another."""

from __future__ import annotations

import attrs
import pytest

from zhixiao_async import InvalidRequest, NumericId, OrderRefund
from zhixiao_async.journal import State

from .conftest import QUICK, REFUND, lost, part, receipt, sent, states, whole, written

OPEN, APPLIED, NOT_APPLIED = State.OPEN, State.APPLIED, State.NOT_APPLIED


@pytest.fixture
def not_made(gateway, small):
    """Return a function that loses a refund before the gateway has it."""

    async def lose(request):
        gateway.faults.reset_before(path=REFUND, times=1)
        await lost(small.order_refund(request))

    return lose


@pytest.fixture
def made(gateway, small):
    """Return a function that loses the reply of a refund."""

    async def lose(request):
        gateway.faults.reset_after(path=REFUND, times=1)
        await lost(small.order_refund(request))

    return lose


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (part("r1"), part("r2")),
        (part("r1"), whole()),
        (whole(), part("r2", fee=19800)),
    ],
    ids=["equal", "whole after part", "part after whole"],
)
async def test_another_that_was_carried_out_late(client, small, paid, not_made, first, second):
    """A row may be that of a refund resolved as not applied: it is named."""
    await not_made(first)
    await small.resume(pace=QUICK)
    await client.call(first)
    await not_made(second)
    [resumed] = await small.resume(pace=QUICK)
    late = first.out_refund_no or paid.order_id
    assert resumed.entry.state is OPEN
    assert f"carried out late ({late})" in resumed.resolution.explanation
    assert set((await states(small)).values()) == {OPEN, NOT_APPLIED}


async def test_two_that_may_be_another(small, paid, not_made, made):
    """As many rows as are in doubt resolve none of them while a third may be among them."""
    await not_made(part("r1"))
    await small.resume(pace=QUICK)
    await made(part("r2"))
    await made(part("r3"))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": NOT_APPLIED, "r2": OPEN, "r3": OPEN}


async def test_nothing_seen_after_another(small, paid, not_made):
    """Where no row is found, neither was carried out."""
    await not_made(part("r1"))
    await small.resume(pace=QUICK)
    await not_made(part("r2"))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": NOT_APPLIED, "r2": NOT_APPLIED}


async def test_another_of_another_amount(small, paid, not_made, made):
    """A refund of another amount is told apart."""
    await not_made(part("r1", fee=100))
    await small.resume(pace=QUICK)
    await made(part("r2", fee=200))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": NOT_APPLIED, "r2": APPLIED}


async def by_hand(client, number="by hand"):
    """Make a refund of the usual amount that no journal knows."""
    await client.order_refund(out_trade_no="20881", refund_fee=5000, out_refund_no=number)


async def test_made_elsewhere_and_not_made(client, small, paid, not_made):
    """A refund that was made without the journal, and is named, isn't the one in doubt."""
    await by_hand(client)
    await not_made(part())
    await small.resume(pace=QUICK, elsewhere={paid.order_id: [5000]})
    assert await states(small) == {"r1": NOT_APPLIED}


async def test_made_elsewhere_and_made(client, small, paid, made):
    """The refund in doubt is found beside one that is named."""
    await by_hand(client)
    await made(part())
    await small.resume(pace=QUICK, elsewhere={paid.order_id: [5000]})
    assert await states(small) == {"r1": APPLIED}


async def test_made_elsewhere_for_several_entries(client, small, paid, not_made):
    """An iterator serves for every entry of the order, other orders for none."""
    await by_hand(client)
    await not_made(part("r1"))
    await not_made(part("r2"))
    await small.resume(pace=QUICK, elsewhere={paid.order_id: iter([5000]), "other": [1]})
    assert await states(small) == {"r1": NOT_APPLIED, "r2": NOT_APPLIED}


async def test_whole_refund_elsewhere_of_a_whole_one(client, small, paid, not_made):
    """A whole refund's own row isn't known, so its order has no count to add to."""
    await small.order_refund(whole())
    await not_made(part("r1", fee=19800))
    await small.resume(pace=QUICK, elsewhere={paid.order_id: []})
    assert (await states(small))["r1"] is OPEN


@pytest.mark.parametrize(
    "elsewhere",
    [[], [5000], {1: [5000]}, {NumericId("1"): [5000]}, {"a": 5000}, {"a": "5000"}, {"a": b"5"}]
    + [{"a": [fee]} for fee in (0, -1, 5.0, True, "5", None)],
    ids=repr,
)
async def test_elsewhere_must_be_amounts(small, elsewhere):
    """A malformed ``elsewhere`` is refused, and named, though no entry is open."""
    with pytest.raises(InvalidRequest) as caught:
        await small.resume(elsewhere=elsewhere)
    assert (caught.value.field, "order_id" in caught.value.rule) == ("elsewhere", True)
    assert str(caught.value).endswith(f", got {elsewhere}")


@pytest.fixture
def misspelled(paid):
    """Return the paid order under its number without the zero before it."""
    return attrs.evolve(paid, order_id=paid.order_id.removeprefix("0"))


async def test_other_refund_under_another_spelling(client, small, misspelled, not_made):
    """A refund that was made isn't the one in doubt, however the merchant wrote its order."""
    other = await written(small, misspelled, part("r0"))
    await client.call(other.request)
    await small._table.conclude(other, APPLIED)
    await not_made(part("r1"))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r0": APPLIED, "r1": NOT_APPLIED}


async def test_made_elsewhere_under_another_spelling(client, small, misspelled, not_made):
    """The zeros before a number in ``elsewhere`` may differ, too."""
    await by_hand(client)
    await not_made(part())
    await small.resume(pace=QUICK, elsewhere={misspelled.order_id: [5000]})
    assert await states(small) == {"r1": NOT_APPLIED}


@pytest.mark.parametrize("request_", [whole(), receipt()], ids=["whole", "receipt"])
@pytest.mark.parametrize("state", State)
async def test_sent_under_another_spelling(gateway, small, paid, misspelled, request_, state):
    """An entry that was made, or is in doubt, isn't sent under another spelling."""
    other = await written(small, misspelled, request_)
    if state is OPEN:
        await small._table.release(other, State.NOT_SENT)
    else:
        await small._table.conclude(other, state)
    call = small.order_refund if isinstance(request_, OrderRefund) else small.piaoju_create
    path = request_.endpoint.path
    if state in (OPEN, APPLIED):
        with pytest.raises(InvalidRequest, match=f"may be {misspelled.order_id}") as caught:
            await call(request_)
        error = caught.value
        assert (sent(gateway, path), error.path, error.field) == (0, path, "order_id")
        assert error.out_trade_no == request_.out_trade_no
        assert f", got {paid.order_id!r} [" in str(error)
    else:
        await call(request_)
        assert (await states(small))[paid.order_id] is APPLIED
