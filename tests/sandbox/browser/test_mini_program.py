"""The stand-in for the mini-program's own payment: ``sp_data`` pasted, and the order is paid."""

import json

import pytest
from playwright.sync_api import expect

from zhixiao_async import PayType

from .conftest import post


def paste(page, gateway, sp_data: str) -> None:
    page.goto(f"{gateway.base_url}/mini-program")
    page.get_by_role("textbox", name="sp_data").fill(sp_data)
    page.get_by_role("button", name="支付").click()


@pytest.mark.parametrize(
    ("pay_type", "name"),
    [(PayType.WECHAT, "微信支付"), (PayType.ALIPAY, "支付宝")],
    ids=["wechat", "alipay"],
)
def test_pays_by_sp_data(phone, gateway, merchant, create, pay_type, name):
    """WeChat's JSON string and Alipay's trade number each find their order and channel."""
    create(out_trade_no="20880", openid="o1", pay_type=pay_type)
    order = create(openid="o1", pay_type=pay_type)
    paste(phone, gateway, order.sp_data)
    expect(phone.get_by_role("status")).to_have_text("支付成功")
    expect(phone.get_by_role("definition").filter(has_text=name)).to_be_visible()
    gateway.drain()
    assert merchant.told == [order.order_id]


def test_takes_it_as_it_stands_in_a_reply(phone, gateway, create):
    """Quoted and escaped once more, as the reply's JSON has it."""
    order = create(openid="o1", pay_type=PayType.WECHAT)
    paste(phone, gateway, json.dumps(order.sp_data))
    expect(phone.get_by_role("status")).to_have_text("支付成功")


def test_console_leads_there(desk, gateway, create):
    """From an open order's row, filled in already."""
    order = create(openid="o1", pay_type=PayType.ALIPAY)
    desk.goto(gateway.base_url)
    desk.get_by_role("row", name="20881").get_by_role("link", name="小程序支付").click()
    expect(desk.get_by_role("textbox")).to_have_value(order.sp_data)
    desk.get_by_role("button", name="支付").click()
    expect(desk.get_by_role("status")).to_have_text("支付成功")


def test_typing_error(phone, gateway, create):
    """A sentence says what is wrong, and the text stays to be corrected."""
    create(openid="o1", pay_type=PayType.ALIPAY)
    paste(phone, gateway, "2026030222001")
    expect(phone.get_by_role("alert")).to_contain_text("没有与此 sp_data 对应的订单")
    expect(phone.get_by_role("textbox")).to_have_value("2026030222001")


@pytest.mark.parametrize(
    ("sp_data", "problem"),
    [
        ("", "既不是"),
        ("x", "既不是"),
        ("[1]", "没有与此"),
        ('"[1,2]"', "既不是"),
        ('{"package":1}', "既不是"),
        ('{"package":', "既不是"),
        ("[" * 10_000, "既不是"),
        ('{"a":' * 10_000, "既不是"),
        ('{"package":"prepay_id=wx0123"}', "没有与此"),
        (r'{"package":"prepay_id=wx\ud800"}', "没有与此"),
    ],
    ids=[
        "empty",
        "word",
        "list",
        "quoted-list",
        "number",
        "cut-off",
        "deep-list",
        "deep-object",
        "no-order",
        "half-a-character",
    ],
)
def test_no_sp_data(gateway, sp_data, problem):
    """Whatever is pasted, the answer is a page that says what is wrong."""
    status, text = post(f"{gateway.base_url}/mini-program", {"sp_data": sp_data})
    assert status == 400
    assert problem in text


@pytest.mark.parametrize(
    "pay_type", [None, PayType.WECHAT, PayType.ALIPAY], ids=["neither", "wechat", "alipay"]
)
def test_changed_sp_data(gateway, create, pay_type):
    """A sign that the gateway didn't make pays nothing, nor does a made-up one."""
    order = create(openid=pay_type and "o1", pay_type=pay_type)
    changed = {"package": f"prepay_id=wx{order.order_id}", "paySign": "0" * 32}
    _, text = post(f"{gateway.base_url}/mini-program", {"sp_data": json.dumps(changed)})
    assert "支付验证签名失败" in text
    assert gateway.order(order.order_id).state == "open"


def test_expired_order(phone, gateway, create):
    """The gateway's own refusal is shown."""
    order = create(openid="o1", pay_type=PayType.WECHAT)
    gateway.clock.advance(3600)
    paste(phone, gateway, order.sp_data)
    expect(phone.get_by_role("alert")).to_have_text("订单已过期")


def test_link_to_no_order(phone, gateway):
    """A stale link opens an empty form."""
    phone.goto(f"{gateway.base_url}/mini-program?order_id=0123")
    expect(phone.get_by_role("textbox")).to_have_value("")
