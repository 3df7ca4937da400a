"""What the payer sees and presses."""

import pytest

from tests.sandbox.pages.visit import visit
from zhixiao_async import OrderStatus, PayerType, PayType, Piaoju


async def press(gateway, url: str, channel: str) -> str:
    return await visit(gateway, url, form={"pay_type": channel})


async def test_shows_what_is_to_be_paid(gateway, create):
    """The page shows amount, description, deadline and two buttons, for a phone."""
    html = await visit(gateway, (await create()).url)
    for text in ("¥198.00", "学费", "20881", "2026-03-02 13:00:00", "微信支付", "支付宝"):
        assert text in html
    assert 'lang="zh-CN"' in html
    assert "width=device-width" in html


async def test_english(gateway, create):
    """The other language is one click away, and one click back."""
    url = (await create()).url
    assert 'href="?lang=en"' in await visit(gateway, url)
    html = await visit(gateway, url + "?lang=en")
    assert "WeChat Pay" in html
    assert 'href="?lang=zh"' in html


@pytest.mark.parametrize("channel", [PayType.WECHAT, PayType.ALIPAY])
async def test_paying(gateway, client, create, merchant, channel):
    """A press pays, shows success, links back and notifies."""
    order = await create(return_url="https://example.edu/done?a=1&b=2")
    html = await press(gateway, order.url, channel.value)
    assert "支付成功" in html
    assert 'href="https://example.edu/done?a=1&amp;b=2"' in html
    assert "<button" not in html
    assert (await client.order_query(out_trade_no="20881")).status is OrderStatus.PAID
    await gateway.notifier.drain()
    assert merchant.received[0].pay_type is channel


async def test_pressing_twice_pays_once(gateway, create):
    """The second press is told that the order has been paid."""
    order = await create()
    await press(gateway, order.url, "1")
    html = await press(gateway, order.url, "2")
    assert 'role="alert"' in html
    assert "订单已支付" in html
    assert "微信支付" in html


async def test_expired(gateway, create):
    """No buttons after an hour, and a press from an old page changes nothing."""
    order = await create(return_url="https://example.edu/")
    gateway.clock.advance(3600)
    html = await visit(gateway, order.url)
    assert "订单已过期" in html
    assert "<button" not in html
    await press(gateway, order.url, "1")
    assert gateway.order(order.order_id).state == "open"


async def test_cancelled(gateway, client, create):
    """A cancelled order says so."""
    order = await create()
    await client.order_cancel(out_trade_no="20881")
    assert "订单已取消" in await visit(gateway, order.url)


async def test_refunded(gateway, client, create):
    """A paid order shows what has been given back."""
    order = await create()
    await gateway.pay(order.order_id)
    await client.order_refund(out_trade_no="20881", refund_fee=100, out_refund_no="r1")
    assert "¥1.00" in await visit(gateway, order.url)


async def test_only_the_channel_asked_for(gateway, create):
    """An order with pay_type offers that one."""
    html = await visit(gateway, (await create(pay_type=PayType.ALIPAY)).url)
    assert "支付宝" in html
    assert "微信支付" not in html


async def test_everything_is_escaped(gateway, create):
    """What a merchant sends is text, never HTML, and never a script behind a link."""
    order = await create(
        body="<script>alert(1)</script>",
        user_name='"><img src=x>',
        return_url='https://e.edu/"><img/src=x>',
    )
    html = await press(gateway, order.url, "1")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


async def test_unknown_order(gateway):
    """An unknown order is a page with status 404."""
    html = await visit(gateway, "/pay/orderId/0123.html", status=404)
    assert "订单不存在" in html


@pytest.mark.parametrize("pay_type", ["", "3", "x"])
async def test_unknown_channel_pays_nothing(gateway, create, pay_type):
    """A channel that the page doesn't offer pays nothing."""
    order = await create()
    await press(gateway, order.url, pay_type)
    assert gateway.order(order.order_id).state == "open"


async def test_receipt_page(gateway, client, create):
    """A receipt has a page beside its file."""
    person = Piaoju(payer_type=PayerType.PERSON, payer_name="小<明>", phone="1")
    order = await create(piaoju=person)
    await gateway.pay(order.order_id)
    receipt = await client.piaoju_query(out_trade_no="20881")
    html = await visit(gateway, f"/piaoju/{order.order_id}.html")
    assert receipt.ebill_no in html
    assert "小&lt;明&gt;" in html
    assert "没有" not in await visit(gateway, "/piaoju/0123.html", status=404)
