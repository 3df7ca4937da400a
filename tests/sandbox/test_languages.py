"""Every page in Chinese and in English, whatever has just happened."""

import re
from urllib.parse import urlsplit

import aiohttp
import pytest

from zhixiao_async import PayerType, PayType, Piaoju
from zhixiao_async.sandbox import Refusal, Verdict
from zhixiao_async.sandbox.offered import OFFERED
from zhixiao_async.sandbox.pages.words import sentence, word

CHINESE = re.compile("[\u4e00-\u9fff]")
QUERY = "/pay_api/order_query"


async def ask(gateway, path: str, status: int = 200, **posted: str) -> str:
    method = "POST" if posted else "GET"
    url = gateway.base_url + path
    async with (
        aiohttp.ClientSession() as browser,
        browser.request(method, url, data=posted or None) as reply,
    ):
        assert reply.status == status
        return await reply.text()


def path_of(url: str) -> str:
    return urlsplit(url).path


async def fail(gateway, client, order) -> None:
    await gateway.fail(order.order_id)


async def cancel(gateway, client, order) -> None:
    await client.order_cancel(out_trade_no=order.out_trade_no)


async def pay(gateway, client, order) -> None:
    await gateway.pay(order.order_id)


async def expire(gateway, client, order) -> None:
    gateway.clock.advance(3600)


STATES = {
    pay: ("订单已支付", "The order has been paid already"),
    cancel: ("订单已取消", "The order was cancelled"),
    fail: ("订单支付失败", "Payment failed"),
    expire: ("订单已过期", "The order has expired"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("happen", STATES, ids=lambda one: one.__name__)
async def test_refused_payer(gateway, client, create, happen, language):
    """The reason is in the language of the page."""
    order = await create()
    await happen(gateway, client, order)
    page = await ask(gateway, f"{path_of(order.url)}?lang={language}", pay_type="1")
    alert = re.search('role="alert">([^<]*)<', page)
    assert alert[1] == STATES[happen][language == "en"]


@pytest.mark.parametrize("told", ["账号被冻结", "订单不存在"])
def test_other_refusals(told):
    """Those that no press on a page brings about as easily."""
    assert sentence(Refusal(-1, told), "zh") == told
    assert not CHINESE.search(sentence(Refusal(-1, told), "en"))


def test_new_refusal_is_told_in_chinese():
    """Better than nothing."""
    assert sentence(Refusal(-1, "别的"), "en") == "别的"


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "商户指定用微信支付"), ("en", "This order can only be paid with WeChat Pay")],
)
async def test_other_channel_pays_nothing(gateway, create, language, said):
    """The button is hidden, and a form posted all the same is turned down with a reason."""
    order = await create(pay_type=PayType.WECHAT)
    page = await ask(gateway, f"{path_of(order.url)}?lang={language}", pay_type="2")
    assert said in page
    assert gateway.order(order.order_id).state == "open"
    await ask(gateway, path_of(order.url), pay_type="1")
    assert gateway.order(order.order_id).pay_type is PayType.WECHAT


async def test_receipt(gateway, client, create):
    """The receipt's labels, and the way to the other language."""
    person = Piaoju(payer_type=PayerType.PERSON, payer_name="Ming", phone="1")
    order = await create(piaoju=person, body="Tuition")
    await gateway.pay(order.order_id)
    path = path_of((await client.piaoju_query(out_trade_no="20881")).url)
    english = await ask(gateway, f"{path}?lang=en")
    assert set(CHINESE.findall(english)) == {"中", "文"}
    assert "Check code" in english
    chinese = await ask(gateway, path)
    assert "校验码" in chinese
    assert 'href="?lang=en"' in chinese


async def test_no_receipt(gateway, create):
    """Neither an unknown order nor one without a receipt answers in another language."""
    order = await create()
    await gateway.pay(order.order_id)
    for number in ("0123", order.order_id):
        assert "There is no such order" in await ask(
            gateway, f"/piaoju/{number}.html?lang=en", status=404
        )


async def test_switch_keeps_the_order(gateway, create):
    """What a link has filled in is still there, after a mistake as well."""
    order = await create(openid="o1", pay_type=PayType.ALIPAY)
    path = f"/mini-program?lang=zh&order_id={order.order_id}"
    switch = f'href="?lang=en&amp;order_id={order.order_id}"'
    shown = await ask(gateway, path)
    assert switch in shown
    action = re.search('action="([^"]*)"', shown)[1].replace("&amp;", "&")
    assert switch in await ask(gateway, action, status=400, sp_data="x")
    english = await ask(gateway, f"/mini-program?lang=en&order_id={order.order_id}")
    assert order.sp_data in english


async def test_half_a_character_as_order(gateway):
    """Whatever the query holds."""
    await ask(gateway, "/mini-program?order_id=%ED%A0%80")


@pytest.mark.parametrize("verdict", Verdict, ids=lambda one: one.name)
def test_verdicts(verdict):
    """Each has its sentence in Chinese; the English one is its own."""
    assert CHINESE.search(word(f"verdict_{verdict.name}", "zh"))
    assert word(f"verdict_{verdict.name}", "en") == verdict.value


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_faults(gateway, language):
    """Whatever is offered has words beside its name."""
    page = await ask(gateway, f"/?lang={language}")
    options = dict(re.findall('<option value="([a-z0-9_]+)">([^<]+) · ', page))
    assert options.keys() == OFFERED.keys()
    chinese = [name for name, words in options.items() if CHINESE.search(words)]
    assert len(chinese) == (len(OFFERED) if language == "zh" else 0)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "不是含有 id、param、sign 各一次的表单"), ("en", "not a form that holds id")],
)
async def test_request_that_does_not_open(gateway, language, said):
    """Why not."""
    await ask(gateway, QUERY, id="1")
    assert said in await ask(gateway, f"/?lang={language}")
