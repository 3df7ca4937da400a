"""A sandbox without the extra ``sandbox``: the protocol runs, and a page says what it needs."""

import sys

import aiohttp
import pytest

from tests.sandbox.pages.visit import visit
from zhixiao_async import OrderStatus


@pytest.fixture(autouse=True)
def no_jinja2(monkeypatch):
    """From now on jinja2 isn't installed."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for module in ("zhixiao_async.rendering", "zhixiao_async.sandbox.pages.rendering"):
        monkeypatch.delitem(sys.modules, module, raising=False)


@pytest.mark.parametrize("path", ["/", "/mini-program", "/pay/orderId/{order_id}.html"])
async def test_page_names_the_extra(gateway, create, path):
    """A page is a plain text, in both languages, that says what to install."""
    order = await create()
    url = gateway.base_url + path.format(order_id=order.order_id)
    async with aiohttp.ClientSession() as browser, browser.get(url) as response:
        text = await response.text()
        assert (response.status, response.content_type) == (501, "text/plain")
    assert text.count("pip install 'zhixiao[sandbox]'") == 2
    assert "需要" in text
    assert "need" in text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("/nowhere?lang=en", 404, "There is no such page\n"), ("/nowhere", 404, "页面不存在\n")],
)
async def test_error_is_a_sentence(gateway, path, status, said):
    """A request that is turned down is told why, as plain text."""
    assert await visit(gateway, path, status) == said


async def test_protocol_runs(gateway, client, create, merchant):
    """Orders are created, paid, notified and queried."""
    order = await create()
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()
    assert (await client.order_query(order_id=order.order_id)).status is OrderStatus.PAID
    assert len(merchant.received) == 1
