"""A listing is read where it was begun: elsewhere it is refused, and nothing of it is touched."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from zhixiao_async import NotSent, OrderList
from zhixiao_async.listing import prefetch
from zhixiao_async.listing.pages import order_pages

from .conftest import Gateway, make_rows, plan_of

ALWAYS = timedelta(days=365_000)


@pytest.fixture
def gateway():
    """Return a gateway outside of any loop."""
    return Gateway()


async def take(pages, count=1):
    """Read some pages."""
    return [await anext(pages) for _ in range(count)]


@pytest.mark.parametrize("read", [1, 2], ids=["at a page", "at page 1 once more"])
def test_listing_on_another_loop(gateway, monkeypatch, read):
    """Pages under way on the first loop are neither waited for nor cancelled."""
    monkeypatch.setattr(prefetch, "_abandoned", left := [])
    gateway.windows = {0: make_rows(1, 4)}
    pages = order_pages(gateway.fetch, plan_of(open_for=ALWAYS))
    with asyncio.Runner() as first, asyncio.Runner() as other:
        first.run(take(pages, read))
        asked = list(gateway.asked)
        with pytest.raises(NotSent, match="begun in another process or on another") as caught:
            other.run(take(pages))
        assert caught.value.path == OrderList.endpoint.path
        assert gateway.asked == asked
        (task,) = left
        assert not task.done()
        assert not task.cancelling()
