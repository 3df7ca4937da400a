"""Both masks over real HTTP, where the gateway may take no notice of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from zhixiao_async import Client, Mask, OperateType, RetryPolicy
from zhixiao_async.errors import BadReply
from zhixiao_async.sandbox import Rules, SandboxThread

from .conftest import BEGIN, DAY

EACH = (Mask.TRADE, Mask.REFUND)


async def read_day(rules, **options):
    """Return a function that reads a sandbox's day of a thousand orders, by the kind of row."""
    with SandboxThread(rules=rules) as gateway:
        gateway.seed_orders(1000, 1, ending=BEGIN + DAY)
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            return [
                row.operate_type async for row in client.iter_orders(BEGIN, BEGIN + DAY, **options)
            ]


@pytest.mark.parametrize("default", ["both", "trades"])
async def test_each_mask_reads_all_there_is(default):
    """Each mask reads its rows, whatever a listing without a mask contains."""
    kinds = await read_day(Rules(mask_default=default), mask=EACH)
    assert len(kinds) == 1000
    assert kinds == sorted(kinds)
    assert set(kinds) == {OperateType.TRADE, OperateType.REFUND}


async def test_listing_without_a_mask_may_be_trades_alone():
    """A caller who asks without a mask may miss the refunds."""
    kinds = await read_day(Rules(mask_default="trades"))
    assert set(kinds) == {OperateType.TRADE}


@pytest.mark.parametrize("mask", EACH)
async def test_row_of_the_other_mask(mask, monkeypatch):
    """A gateway that takes no notice of the mask isn't believed."""
    monkeypatch.setattr("zhixiao_async.sandbox.services.listing.Listing._window", everything)
    with SandboxThread() as gateway:
        gateway.seed_orders(200, 1, ending=BEGIN + DAY)
        retry = RetryPolicy(attempts=1)
        async with Client(gateway.credentials, base_url=gateway.base_url, retry=retry) as client:
            with pytest.raises(BadReply, match=f"where mask={mask.value} was asked for"):
                await client.order_list(begin_time=BEGIN, end_time=BEGIN + DAY, mask=mask)
            with pytest.raises(BadReply, match="a row is a"):
                [row async for row in client.iter_orders(BEGIN, BEGIN + DAY, mask=mask)]


def everything(listing, request):
    """Return a window of whatever there is."""
    return "? = ?", ("1", "1")


@pytest.mark.parametrize("cap", [7, 500])
async def test_cap_of_the_sandbox(cap):
    """The gateway's own size is met over real HTTP, where a page names it."""
    kinds = await read_day(Rules(page_cap=cap), split=timedelta(hours=12))
    assert len(kinds) == 1000
