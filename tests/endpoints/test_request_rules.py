"""The rules between a request's fields: FACTS, section 3."""

from __future__ import annotations

from typing import Any

import pytest

import zhixiao_async as z
from zhixiao_async import InvalidRequest, PayerType, PayType
from zhixiao_async.protocol import writing

ORDER: dict[str, Any] = {
    "body": "学费",
    "out_trade_no": "20881",
    "total_fee": 19800,
    "notify_url": "https://example.edu/notify",
}
RECEIPT: dict[str, Any] = {
    "payer_name": "知校科技有限公司",
    "phone": "1300",
    "out_trade_no": "20881",
}


def refusal(kind: Any, **fields: Any) -> tuple[str, str]:
    """Field and rule of the error that such a request raises."""
    with pytest.raises(InvalidRequest) as caught:
        kind(**fields)
    return caught.value.field, caught.value.rule


def test_order_needs_a_user():
    """2.1: without ``openid`` it is an H5 or APP payment, which needs ``user_no``."""
    field, rule = refusal(z.OrderCreate, **ORDER)
    assert (field, rule) == ("user_no", "must be given unless openid is (section 2.1)")


@pytest.mark.parametrize("field", ["notify_url", "return_url"])
@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("example.edu/n", "must begin with http:// or https://"),
        ("/n", "must begin with http:// or https://"),
        ("//example.edu/n", "must begin with http:// or https://"),
        ("ftp://example.edu/n", "must begin with http:// or https://"),
        ("javascript:alert(1)", "must begin with http:// or https://"),
        ("http:example.edu", "must begin with http:// or https://"),
        ("http://", "must name a host"),
        ("https:///n", "must name a host"),
        ("http://[/n", "must name a host"),
        ("http://..", "must name a host"),
        ("http://example.edu:99999/n", "must name a host"),
        ("https://example.edu/a b", "must be a URL without white space"),
        ("https://example.edu/n\n", "must be a URL without white space"),
        ("\ufeffhttps://example.edu/n", "must be a URL without white space"),
    ],
)
def test_web_address(field, url, rule):
    """2.1: what the gateway or a browser is to open is absolute; what is wrong with it is said."""
    named, broken = refusal(z.OrderCreate, **ORDER | {"user_no": "2013", field: url})
    assert named == field
    assert broken.startswith(rule)
    assert "https://example.edu/notify" in broken


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:9/n?a=1#b", "https://[::1]/", "HTTPS://EXAMPLE.EDU", "http://a_b"),
        *("https://业务系统域名/return.html", "https://me:pw@example.edu/学费"),
    ],
)
def test_web_address_that_is_fine(url):
    """Ports, queries, fragments, names and paths beyond ASCII are taken."""
    assert z.OrderCreate(**ORDER | {"user_no": "2013", "notify_url": url}).notify_url == url


def test_mini_program_needs_no_user_no():
    """2.1: ``openid`` with ``pay_type`` is a mini-program payment."""
    order = z.OrderCreate(**ORDER, openid="oGTHE5", pay_type=PayType.WECHAT)
    assert order.user_no is None


@pytest.mark.parametrize("user", [{}, {"user_no": "2013"}])
def test_openid_needs_a_pay_type(user):
    """2.1: ``openid`` without ``pay_type`` is refused."""
    field, rule = refusal(z.OrderCreate, **ORDER, **user, openid="oGTHE5")
    assert field == "pay_type"
    assert rule.startswith("must be given with openid: ")


def test_pay_type_alone_is_fine():
    """2.1: ``pay_type`` without ``openid`` is no mini-program payment."""
    assert z.OrderCreate(**ORDER, user_no="2013", pay_type=PayType.ALIPAY).openid is None


def test_item_id_needs_a_name():
    """2.1: ``out_item_name`` is required when ``out_item_id`` is given."""
    field, rule = refusal(z.OrderCreate, **ORDER, user_no="2013", out_item_id="1")
    assert field == "out_item_name"
    assert rule.startswith("must be given with out_item_id: ")


def test_item_name_alone_is_fine():
    """2.1: the rule has one direction only."""
    assert z.OrderCreate(**ORDER, user_no="2013", out_item_name="子项").out_item_id is None


def test_sums_are_not_enforced():
    """2.1: the example's lines add up to 3 fen and its order to 19800."""
    goods = [z.GoodsDetail(goods_id="1", goods_name="商品", price=1, quantity=3)]
    assert z.OrderCreate(**ORDER, user_no="2013", goods_detail=goods).total_fee == 19800


def test_free_item_is_fine():
    """2.1: no rule forbids a line at 0 fen."""
    assert z.GoodsDetail(goods_id="1", goods_name="赠品", price=0, quantity=1).price == 0


@pytest.mark.parametrize("kind", [z.Piaoju, z.PiaojuCreate])
def test_company_needs_a_taxnum(kind):
    """2.1 and 2.8: ``payer_taxnum`` is required when ``payer_type`` is 2."""
    fields = dict(RECEIPT) if kind is z.PiaojuCreate else {"payer_name": "知校", "phone": "1300"}
    field, rule = refusal(kind, **fields, payer_type=PayerType.COMPANY)
    assert field == "payer_taxnum"
    assert rule.startswith("must be given for PayerType.COMPANY")


def test_person_needs_no_taxnum():
    """2.8: a person has none."""
    assert z.PiaojuCreate(**RECEIPT, payer_type=PayerType.PERSON).payer_taxnum is None


def test_company_with_a_taxnum():
    """2.8: with its number a company gets its receipt."""
    receipt = z.PiaojuCreate(**RECEIPT, payer_type=PayerType.COMPANY, payer_taxnum="312000000H001L")
    assert receipt.payer_taxnum == "312000000H001L"


@pytest.mark.parametrize(
    ("kind", "fields", "names"),
    [
        (z.OrderQuery, {}, "out_trade_no or order_id"),
        (z.OrderRefund, {}, "out_trade_no or order_id"),
        (z.PiaojuQuery, {}, "zx_order_no or out_trade_no"),
        (z.OrderQueryForm, {}, "out_trade_no or order_id or form_data"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_some_number_must_be_given(kind, fields, names):
    """2.2, 2.4, 2.9 and 2.11: the alternatives can't all be empty."""
    assert refusal(kind, **fields) == (names, "must be given: they can't all be empty")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (z.OrderQuery, "out_trade_no"),
        (z.OrderQuery, "order_id"),
        (z.OrderRefund, "out_trade_no"),
        (z.OrderRefund, "order_id"),
        (z.PiaojuQuery, "zx_order_no"),
        (z.PiaojuQuery, "out_trade_no"),
        (z.OrderQueryForm, "out_trade_no"),
        (z.OrderQueryForm, "order_id"),
    ],
)
def test_either_number_is_enough(kind, name):
    """Each of the alternatives is enough by itself."""
    assert writing.write(kind(**{name: "20881"})) == {name: "20881"}


def test_form_data_is_enough():
    """2.11: orders can be found by the form alone."""
    assert writing.write(z.OrderQueryForm(form_data={"学号": "2013"})) == {
        "form_data": {"学号": "2013"}
    }


def test_partial_refund_needs_its_number(sample):
    """2.4: the document's own example gives ``refund_fee`` alone, and is refused."""
    given = sample("order_refund/request.json")
    fields = given | {"refund_fee": int(given["refund_fee"])}
    field, rule = refusal(z.OrderRefund, **fields)
    assert field == "out_refund_no"
    assert rule.startswith("must be given with refund_fee: ")


def test_full_refund_may_have_a_number():
    """2.4: a number without an amount refunds the whole order under that number."""
    request = z.OrderRefund(order_id="1464", out_refund_no="r1")
    assert writing.write(request) == {"order_id": "1464", "out_refund_no": "r1"}


@pytest.mark.parametrize("name", ["request.json", "request-company.json"])
def test_receipt_needs_an_order(sample, name):
    """2.8: the document's own examples name no order, and are refused."""
    given = sample(f"piaoju_create/{name}")
    fields = given | {"payer_type": PayerType(str(given["payer_type"]))}
    assert refusal(z.PiaojuCreate, **fields)[0] == "out_trade_no or zx_order_no"
