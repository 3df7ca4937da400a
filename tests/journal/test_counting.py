"""Refunds of one order are counted by amount: as many rows as are known, and those in doubt."""

from __future__ import annotations

import pytest

from zhixiao_async import OrderRefund
from zhixiao_async.journal import State

from .conftest import QUICK, REFUND, lost, part, states, whole

OPEN, APPLIED, NOT_APPLIED = State.OPEN, State.APPLIED, State.NOT_APPLIED


@pytest.mark.parametrize(
    ("made", "state"), [(0, NOT_APPLIED), (1, OPEN), (2, APPLIED)], ids=["none", "one", "both"]
)
@pytest.mark.parametrize("named_alike", [True, False])
async def test_equal_refunds_in_doubt(gateway, small, paid, made, state, named_alike):
    """Nobody can say which of two was made; both or neither resolves both."""
    second = {} if named_alike else {"order_id": paid.order_id}
    for number, named in enumerate(({}, second)):
        fault = gateway.faults.reset_after if number < made else gateway.faults.reset_before
        fault(path=REFUND, times=1)
        await lost(small.order_refund(part(f"r{number}", **named)))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r0": state, "r1": state}


@pytest.mark.parametrize("made", ["part", "whole"])
async def test_part_and_whole_in_doubt(gateway, small, paid, made):
    """A whole refund's row may have any amount, so one row is either's."""
    for name, request in (("part", part("r1", fee=19800)), ("whole", whole())):
        fault = gateway.faults.reset_after if name == made else gateway.faults.reset_before
        fault(path=REFUND, times=1)
        await lost(small.order_refund(request))
    await small.resume(pace=QUICK)
    assert set((await states(small)).values()) == {OPEN}


async def test_refunds_of_other_amounts(gateway, small, paid):
    """Refunds of other amounts are told apart."""
    gateway.faults.reset_after(path=REFUND, times=1)
    await lost(small.order_refund(part("r1", fee=100)))
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(part("r2", fee=200)))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": APPLIED, "r2": NOT_APPLIED}


async def test_made_before_without_a_readable_reply(
    monkeypatch, instead, gateway, client, small, paid
):
    """An equal refund whose success was signed but unreadable counts as made."""
    gateway.faults.reset_after(path=REFUND, times=1)
    call = client.call

    async def unreadable(request):
        error = await lost(call(request))
        error.applied = True
        raise error

    instead(unreadable)
    await lost(small.order_refund(part("r1")))
    monkeypatch.undo()
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(part("r2")))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": APPLIED, "r2": NOT_APPLIED}


async def test_refund_made_without_the_journal(gateway, client, small, paid):
    """A refund that the journal doesn't know spoils the count: no guess."""
    await client.order_refund(out_trade_no="20881", refund_fee=5000, out_refund_no="by hand")
    gateway.faults.reset_after(path=REFUND, times=1)
    await lost(small.order_refund(part()))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": OPEN}


async def test_equal_refund_while_resuming(monkeypatch, gateway, client, small, paid):
    """A refund that others make meanwhile isn't taken for the one in doubt."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(part("r1")))
    resolve = client.resolve

    async def interrupted(*arguments, **options):
        await small.order_refund(part("r2"))
        return await resolve(*arguments, **options)

    monkeypatch.setattr(client, "resolve", interrupted)
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": NOT_APPLIED, "r2": APPLIED}


async def test_whole_refund_after_one_of_a_part(gateway, small, paid):
    """A refund that was made before is subtracted."""
    await small.order_refund(part())
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(small.order_refund(OrderRefund(order_id=paid.order_id)))
    await small.resume(pace=QUICK)
    assert await states(small) == {"r1": APPLIED, paid.order_id: NOT_APPLIED}
