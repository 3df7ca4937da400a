"""The developer's console: what it shows, and its buttons."""

import pytest
from playwright.sync_api import expect

from .conftest import NOON, post, press


def test_notification_in_clear(desk, gateway, create):
    """What the merchant was told, what it answered, and what the answer's seal hides."""
    order = create()
    gateway.pay(order.order_id)
    gateway.drain()
    desk.goto(gateway.base_url)
    entry = desk.locator("#notifications details")
    entry.locator("summary").click()
    expect(entry).to_contain_text("成功（已加密签名）")
    expect(entry).to_contain_text(f'"order_id": "{order.order_id}"')
    expect(entry).to_contain_text("ret_content = success")


def test_replay(desk, gateway, merchant, create):
    """The notification's own button posts it once more."""
    order = create()
    gateway.pay(order.order_id)
    gateway.drain()
    desk.goto(gateway.base_url)
    desk.locator("#notifications summary").click()
    press(desk, "重发", section="notifications")
    expect(desk.locator("#notifications details")).to_have_count(2)
    assert merchant.told == [order.order_id] * 2


def test_request_in_clear(desk, gateway, create):
    """The parameters, and the signed string with its secret masked."""
    create()
    desk.goto(gateway.base_url)
    entry = desk.locator("#requests details")
    entry.locator("summary").click()
    expect(entry).to_contain_text('"total_fee": "19800"')
    expect(entry).to_contain_text("***")
    expect(entry).to_contain_text("✓")
    assert str(gateway.credentials.app_secret) not in desk.content()


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (
            {"id": "2021070804024", "param": "abc", "sign": "3"},
            "正确签名为 2d299fb1883f544ce66ecba1c1f4795f",
        ),
        ({"id": "1", "param": "abc", "sign": "3"}, "✗ id"),
        ({"id": "1"}, "须各出现一次"),
    ],
    ids=["wrong-sign", "stranger", "no-envelope"],
)
def test_request_that_does_not_open(desk, gateway, form, shown):
    """Says why; for our own id also which sign was expected."""
    post(f"{gateway.base_url}/pay_api/order_query", form)
    desk.goto(gateway.base_url)
    desk.locator("#requests summary").click()
    expect(desk.locator("#requests details")).to_contain_text(shown)


def test_clock_forward_expires_an_order(desk, gateway, create):
    """An hour forward, and the open order has expired."""
    create()
    desk.goto(gateway.base_url)
    expect(desk.locator("#orders")).to_contain_text("待支付")
    press(desk, "+1 小时", section="clock")
    expect(desk.locator("#orders")).to_contain_text("订单已过期")
    expect(desk.locator("#clock")).to_contain_text("2026-03-02 13:00:00")


def test_clock_freezes_and_resumes(desk, gateway):
    """One button, which says what it will do."""
    desk.goto(gateway.base_url)
    press(desk, "继续", section="clock")
    expect(desk.locator("#clock")).to_contain_text("运行中")
    assert not gateway.clock.frozen
    press(desk, "暂停", section="clock")
    expect(desk.locator("#clock")).to_contain_text("已暂停")
    assert gateway.clock.frozen


def test_snapshot_brings_an_order_back_to_life(desk, gateway, create):
    """Restoring turns the clock back as well."""
    order = create()
    desk.goto(gateway.base_url)
    press(desk, "保存快照", section="snapshots")
    press(desk, "+1 天", section="clock")
    expect(desk.locator("#orders")).to_contain_text("订单已过期")
    press(desk, "恢复", section="snapshots")
    expect(desk.locator("#orders")).to_contain_text("待支付")
    assert gateway.clock.now() == NOON
    assert gateway.pay(order.order_id).state == "paid"


def test_reset_empties(desk, gateway, create):
    """No order and no request is left; a snapshot from before is."""
    create()
    desk.goto(gateway.base_url)
    press(desk, "保存快照", section="snapshots")
    press(desk, "清空全部数据", section="snapshots")
    expect(desk.locator("#orders")).to_have_text("订单0暂无")
    expect(desk.locator("#requests")).to_have_text("请求记录0暂无")
    assert gateway.requests == []
    press(desk, "恢复", section="snapshots")
    expect(desk.locator("#orders")).to_contain_text("20881")


def test_old_snapshots_go(desk, gateway):
    """Only the last eight are kept."""
    for _ in range(9):
        post(f"{gateway.base_url}/console/snapshots", {"do": "snapshot"})
    desk.goto(gateway.base_url)
    expect(desk.locator("#snapshots li")).to_have_count(8)
    expect(desk.locator("#snapshots li").last).to_contain_text("#2 ")


@pytest.mark.parametrize("number", ["1", "x", ""], ids=["gone", "no-number", "empty"])
def test_restoring_what_is_not_there(gateway, number):
    """A button from before a restart finds nothing."""
    assert post(f"{gateway.base_url}/console/snapshots", {"restore": number})[0] == 404
