"""Every page in Chinese and in English, whatever has just happened."""

import re

import pytest

from tests.sandbox.pages.visit import visit
from zhixiao_async import PayerType, PayType, Piaoju
from zhixiao_async.sandbox import Refusal, Verdict
from zhixiao_async.sandbox.pages.texts import CATALOGUE, refusal_text
from zhixiao_async.sandbox.presets import PRESETS

CHINESE = re.compile("[\u4e00-\u9fff]")
QUERY = "/pay_api/order_query"


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
@pytest.mark.parametrize("happen", STATES, ids=lambda happen: happen.__name__)
async def test_refused_payer(gateway, client, create, happen, language):
    """The reason is in the language of the page."""
    order = await create()
    await happen(gateway, client, order)
    page = await visit(gateway, f"{order.url}?lang={language}", form={"pay_type": "1"})
    alert = re.search('role="alert">([^<]*)<', page)
    assert alert[1] == STATES[happen][language == "en"]


@pytest.mark.parametrize("told", ["账号被冻结", "订单不存在"])
def test_other_refusals(told):
    """Refusals that no press on a page brings about as easily have English words as well."""
    assert refusal_text(Refusal(-1, told), "zh") == told
    assert not CHINESE.search(refusal_text(Refusal(-1, told), "en"))


def test_new_refusal_is_told_in_chinese():
    """A sentence without a translation stays Chinese: better than nothing."""
    assert refusal_text(Refusal(-1, "别的"), "en") == "别的"


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "本订单仅支持微信支付"), ("en", "This order can only be paid with WeChat Pay")],
)
async def test_other_channel_pays_nothing(gateway, create, language, said):
    """The button is hidden, and a form posted all the same is turned down with a reason."""
    order = await create(pay_type=PayType.WECHAT)
    page = await visit(gateway, f"{order.url}?lang={language}", form={"pay_type": "2"})
    assert said in page
    assert gateway.order(order.order_id).state == "open"
    await visit(gateway, order.url, form={"pay_type": "1"})
    assert gateway.order(order.order_id).pay_type is PayType.WECHAT


async def test_receipt(gateway, create):
    """The receipt has labels in both languages, and the way to the other one."""
    person = Piaoju(payer_type=PayerType.PERSON, payer_name="Ming", phone="1")
    order = await create(piaoju=person, body="Tuition")
    await gateway.pay(order.order_id)
    url = f"/piaoju/{order.order_id}.html"
    english = await visit(gateway, f"{url}?lang=en")
    assert set(CHINESE.findall(english)) == {"中", "文"}
    assert "Check code" in english
    chinese = await visit(gateway, url)
    assert "校验码" in chinese
    assert 'href="?lang=en"' in chinese


async def test_no_receipt(gateway, create):
    """Neither an unknown order nor one without a receipt answers in another language."""
    order = await create()
    await gateway.pay(order.order_id)
    for number in ("0123", order.order_id):
        assert "There is no such order" in await visit(
            gateway, f"/piaoju/{number}.html?lang=en", status=404
        )


async def test_switch_keeps_the_order(gateway, create):
    """The order that a link has filled in is still there, after a mistake as well."""
    order = await create(openid="o1", pay_type=PayType.ALIPAY)
    path = f"/mini-program?lang=zh&order_id={order.order_id}"
    switch = f'href="?lang=en&amp;order_id={order.order_id}"'
    shown = await visit(gateway, path)
    assert switch in shown
    action = re.search('action="([^"]*)"', shown)[1].replace("&amp;", "&")
    assert switch in await visit(gateway, action, status=400, form={"sp_data": "x"})
    english = await visit(gateway, f"/mini-program?lang=en&order_id={order.order_id}")
    assert order.sp_data in english


async def test_half_a_character_as_order(gateway):
    """The page opens whatever its query holds."""
    await visit(gateway, "/mini-program?order_id=%ED%A0%80")


@pytest.mark.parametrize("verdict", Verdict, ids=lambda verdict: verdict.name)
def test_verdicts(verdict):
    """Each verdict has its sentence in Chinese; the English one is its own."""
    sentence = f"verdict_{verdict.name}_sentence"
    assert CHINESE.search(CATALOGUE.text(sentence, "zh"))
    assert CATALOGUE.text(sentence, "en") == verdict.value


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_faults(gateway, language):
    """Every preset that is offered has words beside its name."""
    page = await visit(gateway, f"/?lang={language}")
    options = dict(re.findall('<option value="([a-z0-9_]+)">([^<]+) · ', page))
    assert options.keys() == PRESETS.keys()
    chinese = [name for name, words in options.items() if CHINESE.search(words)]
    assert len(chinese) == (len(PRESETS) if language == "zh" else 0)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "表单格式有误：id、param、sign 须各出现一次"), ("en", "not a form that holds id")],
)
async def test_request_that_does_not_open(gateway, language, said):
    """The console says why a request doesn't open."""
    await visit(gateway, QUERY, form={"id": "1"})
    assert said in await visit(gateway, f"/?lang={language}")
