"""What a payer does on a phone, from the link to the merchant's thanks."""

import pytest
from playwright.sync_api import expect

from .conftest import NOON


@pytest.mark.parametrize("channel", ["微信支付", "支付宝"], ids=["wechat", "alipay"])
def test_pays_and_returns(phone, gateway, merchant, create, channel):
    """The link, a press, success, and the way back to the merchant's own page."""
    order = create()
    phone.goto(order.url)
    expect(phone.get_by_text("学费")).to_be_visible()
    expect(phone.get_by_text("¥198.00")).to_be_visible()
    phone.get_by_role("button", name=channel).click()
    expect(phone.get_by_role("status")).to_have_text("支付成功")
    expect(phone.get_by_role("definition").filter(has_text=channel)).to_be_visible()
    phone.get_by_role("link", name="返回原页面").click()
    expect(phone.get_by_role("heading")).to_have_text("谢谢")
    assert phone.url == f"{merchant.site}/done"
    gateway.drain()
    assert merchant.told == [order.order_id]


def test_reload_pays_once(phone, gateway, create):
    """Reloading the page of success is no second payment, and asks nothing."""
    order = create()
    phone.goto(order.url)
    phone.get_by_role("button", name="支付宝").click()
    expect(phone.get_by_role("status")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("status")).to_have_text("支付成功")
    expect(phone.get_by_role("alert")).to_have_count(0)
    assert gateway.order(order.order_id).time_end == NOON


def test_second_window_is_told(phone, gateway, create):
    """A press on a page that was left open says that the order has been paid."""
    order = create()
    phone.goto(order.url)
    gateway.pay(order.order_id)
    phone.get_by_role("button", name="支付宝").click()
    expect(phone.get_by_role("alert")).to_have_text("订单已支付")


def test_expired(phone, gateway, merchant, create):
    """After an hour there is nothing to press but the way back."""
    order = create()
    gateway.clock.advance(3600)
    phone.goto(order.url)
    expect(phone.get_by_role("status")).to_have_text("订单已过期")
    expect(phone.get_by_role("button")).to_have_count(0)
    phone.get_by_role("link", name="返回原页面").click()
    expect(phone).to_have_url(f"{merchant.site}/done")


def test_language_switch(phone, create):
    """There and back; the language stays while paying."""
    phone.goto(create().url)
    phone.get_by_role("link", name="English").click()
    expect(phone.get_by_role("heading")).to_have_text("Checkout")
    phone.get_by_role("button", name="WeChat Pay").click()
    expect(phone.get_by_role("status")).to_have_text("Paid")
    phone.get_by_role("link", name="中文").click()
    expect(phone.get_by_role("status")).to_have_text("支付成功")


def test_script_is_text(phone, desk, gateway, create):
    """What a merchant sends is shown as it is, on the pay page and in the console."""
    body = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    phone.goto(create(body=body).url)
    desk.goto(gateway.base_url)
    for page, title in ((phone, "收银台"), (desk, "知校沙箱控制台")):
        expect(page.get_by_text(body, exact=True).first).to_be_visible()
        expect(page).to_have_title(title)
        expect(page.locator("script, img")).to_have_count(0)


def test_browser_accepts_the_stylesheet(phone, create):
    """The page's policy blocks nothing that the page holds."""
    messages = []
    phone.on("console", lambda message: messages.append(message.text))
    phone.goto(create().url)
    assert phone.evaluate("getComputedStyle(document.querySelector('main')).display") == "flex"
    assert messages == []


def test_fits_a_phone(phone, create):
    """Long texts wrap: nothing has to be pushed sideways."""
    phone.goto(create(body="W" * 128, out_trade_no="9" * 40, user_name="W" * 60).url)
    assert phone.evaluate("document.documentElement.scrollWidth") == phone.viewport_size["width"]
