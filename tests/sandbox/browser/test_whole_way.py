"""From the pay link to the merchant's answer, all of it on one phone."""

from playwright.sync_api import expect


def test_from_link_to_answer(phone, gateway, merchant, create):
    """The link is opened, a button pressed, success seen, and in the console the answer."""
    order = create()
    phone.goto(order.url)
    expect(phone.get_by_text("¥198.00")).to_be_visible()
    phone.get_by_role("button", name="微信支付").tap()
    expect(phone.get_by_role("status")).to_have_text("支付成功")
    gateway.drain()

    phone.goto(gateway.base_url)
    expect(phone.get_by_role("row", name="20881")).to_contain_text("支付成功")
    entry = phone.locator("#notifications details")
    expect(entry).to_have_count(1)
    expect(entry.locator("summary")).to_contain_text("成功（已加密签名）")
    entry.locator("summary").tap()
    answered = entry.get_by_role("definition").filter(has_text="HTTP 200")
    expect(answered).to_be_visible()
    expect(answered).to_contain_text("ret_content = success")
    expect(entry).to_contain_text("成功：应答已加密并签名")
    assert merchant.told == [order.order_id]


def test_unanswered(phone, gateway, create):
    """Without a merchant's server the payer sees success, and the console that nobody answered."""
    order = create(notify_url="http://127.0.0.1:9/notify")
    phone.goto(order.url)
    phone.get_by_role("button", name="支付宝").tap()
    expect(phone.get_by_role("status")).to_have_text("支付成功")
    gateway.drain()
    phone.goto(gateway.base_url)
    expect(phone.locator("#notifications summary")).to_contain_text("无应答")
