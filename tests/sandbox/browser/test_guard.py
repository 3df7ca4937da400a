"""Pages of other sites press no buttons here, by whatever way they come."""

import pytest
from playwright.sync_api import expect

from .chromium import REBOUND
from .conftest import NOON, post


def test_form_of_another_site(desk, gateway, merchant):
    """A page that the developer visits posts to the console, and is turned away."""
    merchant.show_form(f"{gateway.base_url}/console/clock", do="3600")
    desk.goto(merchant.site)
    desk.get_by_role("button").click()
    expect(desk.get_by_text("由其他网站的页面提交")).to_be_visible()
    assert gateway.clock.now() == NOON


def test_form_of_another_site_pays_nothing(desk, gateway, merchant, create):
    """The pay page as well takes its own form alone."""
    order = create()
    merchant.show_form(order.url, pay_type="1")
    desk.goto(merchant.site)
    desk.get_by_role("button").click()
    expect(desk.get_by_text("由其他网站的页面提交")).to_be_visible()
    assert gateway.order(order.order_id).state == "open"


@pytest.mark.parametrize("path", ["", "mini-program"])
def test_name_that_leads_here(desk, gateway, path):
    """A name that another site has let lead to this machine shows nothing of it."""
    desk.goto(f"http://{REBOUND}:{port_of(gateway)}/{path}")
    expect(desk.get_by_text("请以 localhost 或 127.0.0.1 打开")).to_be_visible()


def test_pay_link_through_a_tunnel(phone, gateway, create):
    """The payer's pages work under any name: a tunnel to a real phone has its own."""
    order = create()
    phone.goto(order.url.replace("127.0.0.1", REBOUND))
    phone.get_by_role("button", name="微信支付").click()
    expect(phone.get_by_role("status")).to_have_text("支付成功")


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("Accept", "*/*", 303),
        ("Sec-Fetch-Site", "same-origin", 303),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Origin", "null", 403),
        ("Origin", "http://[", 403),
        ("Host", "[", 403),
        ("Host", "app.localhost", 303),
    ],
    ids=["no-browser", "own", "cross-site", "null", "no-url", "no-host", "localhost"],
)
def test_headers(gateway, name, value, status):
    """A program names no origin and may post; an unreadable name is nobody's."""
    assert post(f"{gateway.base_url}/console/clock", {"do": ""}, **{name: value})[0] == status


def port_of(gateway) -> str:
    return gateway.base_url.rpartition(":")[2]
