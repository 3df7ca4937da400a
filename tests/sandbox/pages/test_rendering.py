"""The templates: packaged, escaped, and self-contained."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

import aiohttp
import pytest

from tests.sandbox.pages.visit import visit
from zhixiao_async import PayerType, PayType, Piaoju
from zhixiao_async.sandbox.pages.texts import CATALOGUE

HOSTILE = "<script>alert(1)</script>\"'&"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;"


@pytest.fixture
async def paths(gateway, client, create, merchant):
    """Every page, after everything that a merchant can send has been hostile."""
    merchant.say(HOSTILE.encode())
    person = Piaoju(payer_type=PayerType.PERSON, payer_name=HOSTILE, phone="1")
    notify_url = f"{merchant.url}?{HOSTILE.replace(' ', '')}"
    hostile = {"body": HOSTILE, "user_name": HOSTILE, "notify_url": notify_url}
    order = await create(out_trade_no=HOSTILE, piaoju=person, **hostile)
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()
    waiting = await create(out_trade_no="2", openid=HOSTILE, pay_type=PayType.WECHAT, **hostile)
    await client.order_refund(out_trade_no=HOSTILE, refund_fee=1, out_refund_no=HOSTILE)
    gateway.faults.passing_refusal(HOSTILE)
    async with aiohttp.ClientSession() as browser:
        form = {"id": HOSTILE, "param": HOSTILE, "sign": HOSTILE}
        await browser.post(f"{gateway.base_url}/pay_api/order_query", data=form)
    return {
        "/": 200,
        f"/pay/orderId/{order.order_id}.html": 200,
        f"/piaoju/{order.order_id}.html": 200,
        f"/mini-program?order_id={waiting.order_id}": 200,
        "/mini-program?order_id=%3Cscript%3E": 200,
        "/%3Cscript%3E": 404,
    }


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_hostile_text_is_text(gateway, paths, language):
    """Whoever sends markup sees it as text, on every page."""
    shown = ""
    for path, status in paths.items():
        joint = "&" if "?" in path else "?"
        html = await visit(gateway, f"{path}{joint}lang={language}", status)
        assert not re.search("<script|alert\\(1\\)<", html)
        shown += html
    # The order's body: on its own page, on the receipt, and twice in the console.
    assert shown.count(ESCAPED) >= 4


async def test_hostile_form_is_text(gateway):
    """What a form holds comes back as text, inside the text area as well."""
    html = await visit(gateway, "/mini-program", 400, form={"sp_data": f"</textarea>{HOSTILE}"})
    assert f"\n&lt;/textarea&gt;{ESCAPED}</textarea>" in html


async def test_nothing_is_loaded_and_no_script_runs(gateway, paths):
    """The policy allows the one stylesheet that the page holds, by its hash, and no script."""
    async with aiohttp.ClientSession() as browser:
        for path in paths:
            async with browser.get(gateway.base_url + path) as response:
                policy, html = response.headers["Content-Security-Policy"], await response.text()
            (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
            digest = b64encode(sha256(style.encode()).digest()).decode()
            assert policy == (
                f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
                "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            )
            assert not re.search(r"<script|<img|\bstyle=|\bon\w+=\"|url\(|@import", html)


def test_texts_are_the_same_in_both_languages():
    """Both tables have the same keys and placeholders."""
    CATALOGUE.check()


@pytest.mark.parametrize(
    "name",
    [
        *["base", "pay", "receipt", "mini_program", "error", "console", "macros"],
        *["console/clock", "console/faults", "console/snapshots", "console/form"],
        *["console/orders", "console/refunds", "console/receipts"],
        *["console/notifications", "console/requests"],
    ],
)
def test_template_is_part_of_the_package(name):
    """A template is found where an installed package has it."""
    folder = files("zhixiao_async.sandbox.pages").joinpath("templates")
    assert folder.joinpath(f"{name}.html").is_file()


def test_stylesheet_is_part_of_the_package():
    """The stylesheet is found where an installed package has it."""
    assert files("zhixiao_async.sandbox.pages").joinpath("static", "style.css").is_file()
