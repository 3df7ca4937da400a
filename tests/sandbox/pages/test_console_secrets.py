"""No mistake of a merchant makes the sandbox show the merchant's secrets."""

import html
import json
from urllib.parse import quote_plus, urlencode

import aiohttp
import pytest

from zhixiao_async import Credentials
from zhixiao_async.protocol import envelope, writing
from zhixiao_async.sandbox import Sandbox

SECRET, KEY = "x8n6/+xauG\"Zn'GjN", "510113CFE82CCC214A96A259CCCF4DA4"
OURS = Credentials(app_id="2021070804024", app_secret=SECRET, aes_key=KEY)
QUERY = "/pay_api/order_query"


@pytest.fixture
async def gateway():
    async with Sandbox(credentials=OURS) as sandbox:
        yield sandbox


async def send(gateway: Sandbox, body: bytes | str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(f"{gateway.base_url}{QUERY}", data=body, headers=headers) as reply,
    ):
        await reply.read()


async def shown(gateway: Sandbox) -> str:
    """Return the console as a reader sees it, in lower case: a secret is one in either case."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{gateway.base_url}/") as reply,
    ):
        assert reply.status == 200
        return html.unescape(await reply.text()).lower()


def sealed(**params: str) -> bytes:
    return writing.seal_request(OURS, json.dumps(params).encode())


def form(**fields: str) -> str:
    return urlencode({"id": OURS.app_id, "param": "abc", "sign": "3"} | fields)


SENT = {
    "signing-string": form(sign=f"{OURS.app_id}abc{SECRET}"),
    "lower-case": form(sign=f"{OURS.app_id}abc{SECRET}".lower()),
    "as-id": form(id=SECRET),
    "as-param": form(param=SECRET),
    "key-as-param": form(param=KEY.lower()),
    "no-envelope": f"secret={quote_plus(SECRET)}&sign={quote_plus(SECRET)}",
    "unencoded": f"secret={SECRET}&sign={SECRET}",
    "inside-param": sealed(out_trade_no=SECRET, order_id=KEY.lower()),
    "name-inside-param": sealed(**{SECRET: "1", "out_trade_no": "1"}),
    "text-inside-param": writing.seal_request(OURS, SECRET.encode()),
}


@pytest.mark.parametrize("body", SENT.values(), ids=SENT)
async def test_request(gateway, body):
    """Neither the console nor a failing assertion shows what was sent by mistake."""
    await send(gateway, body)
    page = await shown(gateway)
    assert "***" in page
    for secret in (SECRET, quote_plus(SECRET), json.dumps(SECRET)[1:-1], KEY):
        assert secret.lower() not in page
        assert secret.lower() not in repr(gateway.requests).lower()


ANSWERS = {
    "plain": SECRET.encode(),
    "json": json.dumps({"ret_code": 0, "ret_content": KEY, "sign": SECRET}).encode(),
    "sealed": envelope.seal_reply(OURS, 0, f'{{"a":"{KEY}"}}'.encode()),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_answer(gateway, client, create, merchant, answer):
    """The console masks secrets in a merchant's answer, address and numbers, too."""
    merchant.say(answer)
    order = await create(notify_url=f"{merchant.url}?key={KEY}", out_trade_no=KEY, body=KEY)
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()
    await client.order_refund(out_trade_no=KEY, refund_fee=1, out_refund_no=KEY)
    page = await shown(gateway)
    assert merchant.received
    for secret in (SECRET, json.dumps(SECRET)[1:-1], KEY):
        assert secret.lower() not in page
        assert secret.lower() not in repr(gateway.notifications).lower()


async def test_half_a_character(gateway):
    """A request that can't be shown as it is shows what stands for it."""
    await send(gateway, writing.seal_request(OURS, rb'{"out_trade_no":"\ud800"}'))
    assert '"out_trade_no": "\ufffd"' in await shown(gateway)
