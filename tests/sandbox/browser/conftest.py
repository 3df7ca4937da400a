"""A sandbox whose clock stands, a merchant's site, and a browser to see both with."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.sandbox.browser import chromium
from zhixiao_async import BEIJING, OrderCreateResult
from zhixiao_async.sandbox import Clock, SandboxThread
from zhixiao_sync import Client

from .merchant import Merchant

NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
Create = Callable[..., OrderCreateResult]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module: while it runs, no event loop can be started in this thread."""
    with sync_playwright() as playwright, chromium.launch(playwright) as browser:
        yield browser


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with chromium.phone(browser) as page:
        page.set_default_timeout(10_000)
        yield page


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    with chromium.desktop(browser) as page:
        page.set_default_timeout(10_000)
        yield page


@pytest.fixture
def gateway() -> Iterator[SandboxThread]:
    clock = Clock()
    clock.freeze(NOON)
    with SandboxThread(clock=clock) as gateway:
        yield gateway


@pytest.fixture
def merchant(gateway: SandboxThread) -> Iterator[Merchant]:
    with Merchant(gateway.credentials) as merchant:
        yield merchant


@pytest.fixture
def create(gateway: SandboxThread, merchant: Merchant) -> Iterator[Create]:
    """Return a function that creates an order; every field can be replaced."""
    with Client(gateway.credentials, base_url=gateway.base_url) as client:
        yield lambda **fields: client.order_create(
            **{
                "body": "学费",
                "out_trade_no": "20881",
                "total_fee": 19800,
                "user_no": "2013141516",
                "user_name": "张三",
                "notify_url": merchant.url,
                "return_url": f"{merchant.site}/done",
            }
            | fields
        )


def press(page: Page, name: str, *, section: str) -> None:
    """Press a button of one of the console's sections."""
    page.locator(f"#{section}").get_by_role("button", name=name, exact=True).click()


def post(url: str, form: dict[str, str], **headers: str) -> tuple[int, str]:
    """Post a form without a browser; return the status and the text, no redirect followed."""
    parts = urlsplit(url)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | headers
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("POST", parts.path, urlencode(form), headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()
