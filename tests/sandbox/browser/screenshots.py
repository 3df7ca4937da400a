"""The pictures of docs/sandbox.md: ``python -m tests.sandbox.browser.screenshots``."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Browser, FloatRect, sync_playwright

from tests.support.places import DOCS
from zhixiao_async import BEIJING, OrderCreateResult, PayerType, PayType, Piaoju
from zhixiao_async.sandbox import Clock, SandboxThread
from zhixiao_sync import Client, GatewayError

from .chromium import desktop, launch, phone
from .merchant import Merchant

IMAGES = DOCS / "images"
MORNING = datetime(2026, 3, 2, 9, 41, 7, tzinfo=BEIJING)


def main() -> None:
    """Make all of them anew; nothing in them depends on the day or the machine's clock."""
    IMAGES.mkdir(exist_ok=True)
    clock = Clock()
    clock.freeze(MORNING)
    with (
        SandboxThread(clock=clock, port=8765) as gateway,
        Merchant(gateway.credentials, port=8080) as merchant,
        Client(gateway.credentials, base_url=gateway.base_url) as client,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        url = history(gateway, client, merchant)
        payer(browser, url)
        gateway.drain()
        console(browser, gateway)


def history(gateway: SandboxThread, client: Client, merchant: Merchant) -> str:
    """Make a few orders in different states, and return the pay link of the last."""

    def create(number: str, body: str, total_fee: int, **fields: object) -> OrderCreateResult:
        gateway.clock.advance(97)
        return client.order_create(
            body=body,
            out_trade_no=number,
            total_fee=total_fee,
            notify_url=merchant.url,
            **({"user_no": "2013141516", "user_name": "张三"} | fields),
        )

    create("20878", "图书馆逾期费", 350)
    gateway.clock.advance(3700)
    exam = create("20879", "四级考试报名费", 3000)
    gateway.clock.advance(23)
    gateway.pay(exam.order_id, PayType.ALIPAY)
    gateway.drain()
    client.order_refund(out_trade_no="20879", refund_fee=1000, out_refund_no="R-2026-0001")
    try:
        client.order_cancel(out_trade_no="20879")
    except GatewayError:
        create("20880", "校园卡充值", 10000, openid="oUpF8uMuAJO", pay_type=PayType.WECHAT)
    receipt = Piaoju(payer_type=PayerType.PERSON, payer_name="张三", phone="13800000000")
    return_url = "https://example.edu/done"
    order = create("20881", "2026 年春季学期学费", 19800, piaoju=receipt, return_url=return_url)
    assert order.url is not None
    return order.url


def payer(browser: Browser, url: str) -> None:
    """Show the pay page before and after paying, on a phone."""
    with phone(browser) as page:
        page.goto(url)
        page.screenshot(path=IMAGES / "pay-page.png")
        page.get_by_role("button", name="微信支付").click()
        page.get_by_role("status").wait_for()
        page.screenshot(path=IMAGES / "pay-success.png")


def console(browser: Browser, gateway: SandboxThread) -> None:
    """Show the console down to its receipts, and one notification in clear."""
    gateway.faults.reset_after(path="/pay_api/order_refund", times=1)
    with desktop(browser) as page:
        page.set_viewport_size({"width": 1180, "height": 900})
        page.goto(gateway.base_url)
        page.get_by_role("button", name="保存快照").click()
        end = page.locator("#notifications").bounding_box()
        assert end is not None
        above = FloatRect(x=0, y=0, width=1180, height=end["y"])
        page.screenshot(path=IMAGES / "console.png", full_page=True, clip=above)
        page.locator("#notifications summary").first.click()
        newest = page.locator("#notifications details").first
        newest.screenshot(path=IMAGES / "console-notification.png")


if __name__ == "__main__":
    main()
