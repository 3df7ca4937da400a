"""The example of a mini-program: its server, and its pages' lines before the sandbox's stand-in."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import aiohttp
import playwright
import pytest

from tests.support.aiohttp_server import serving
from tests.support.places import DOCS, EXAMPLES, ROOT
from zhixiao_async import Channel

PAGES = EXAMPLES / "mini_program_pages"
PHONE = ROOT / "tests" / "examples" / "programs" / "phone.js"
NODE = shutil.which("node") or str(Path(playwright.__file__).parent / "driver" / "node")
PAYERS = {"a-session": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}


@pytest.fixture
async def server(load):
    """Serve the example for one payer."""
    async with serving(load("mini_program").make_app(PAYERS)) as url:
        yield url


@pytest.fixture
def phone(gateway, server):
    """Return a function that runs a page's lines, and gives what the payer is told."""

    async def run(page: str, *, session: str = "a-session", will_pay: str = "yes") -> str:
        arguments = (
            str(PAGES / f"{page}.js"),
            server,
            gateway.base_url,
            session,
            "20881",
            will_pay,
        )
        process = await asyncio.create_subprocess_exec(
            NODE, str(PHONE), *arguments, stdout=asyncio.subprocess.PIPE
        )
        told, _ = await process.communicate()
        return told.decode().strip()

    return run


@pytest.mark.parametrize("page", ["wechat", "alipay"])
async def test_from_openid_to_paid(gateway, phone, page):
    """The page's lines pay the order of the session's openid, by their own channel."""
    assert await phone(page) == "PAID"
    [order_id] = {attempt.order_id for attempt in gateway.notifications}
    order = gateway.order(order_id)
    assert order.uid == PAYERS["a-session"]
    assert order.pay_type.channel is Channel(page)


@pytest.mark.parametrize("page", ["wechat", "alipay"])
async def test_payer_who_closes_the_window(phone, page):
    """A payer who doesn't pay is told so by the gateway's word."""
    assert await phone(page, will_pay="no") == "UNPAID"


@pytest.mark.parametrize("page", ["wechat", "alipay"])
async def test_stranger(gateway, phone, page):
    """Whoever isn't logged in gets no order: the phone can't choose an openid."""
    assert await phone(page, session="another") == "401"
    assert not gateway.requests


async def test_lost_reply(gateway, server):
    """An order whose reply was lost can't be paid: the page has to take a new number."""
    gateway.faults.reset_after(path="/pay_api/order_create")
    headers = {"Authorization": "a-session"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{server}/orders/20881?channel=wechat") as response,
    ):
        assert response.status == 409


async def test_unknown_channel(gateway, server):
    """A channel that there isn't is refused before anything is asked."""
    async with (
        aiohttp.ClientSession(headers={"Authorization": "a-session"}) as session,
        session.post(f"{server}/orders/20881?channel=cash") as response,
    ):
        assert response.status == 400
    assert not gateway.requests


@pytest.mark.parametrize("page", ["mini-programs.md", "mini-programs.zh-CN.md"])
def test_lines_shown(page):
    """The pages of the documentation show the lines that run here."""
    text = (DOCS / page).read_text("utf-8")
    shown = dict(re.findall(r"<!-- example: (\S+\.js) -->\n```js\n(.*?)```", text, re.DOTALL))
    assert shown == {
        f"{PAGES.name}/{file.name}": file.read_text("utf-8") for file in PAGES.glob("*.js")
    }
