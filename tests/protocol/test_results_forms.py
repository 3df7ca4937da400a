"""The two fields whose table and example disagree most: ``form_data`` and ``sp_data``."""

from __future__ import annotations

import json

import pytest

import zhixiao_async as z
from zhixiao_async.protocol import json_text, reading

WECHAT = {"appId": "wx8888", "timeStamp": "1414561699", "package": "prepay_id=1"}


def form_of(form_data):
    """Read an order with this ``form_data``."""
    return reading.read(z.FormOrder, {"order_id": "1", "fee": 1, "form_data": form_data})


def created(sp_data):
    """Read a created order with this ``sp_data``."""
    content = json.dumps({"order_id": "1", "sp_data": sp_data}).encode()
    return reading.read_content(z.OrderCreateResult, content)


@pytest.mark.parametrize(
    "given",
    [
        {"姓名": "张三", "人数": 2},
        '{"姓名":"张三","人数":2}',
        ' {"姓名":"\\u5f20\\u4e09","人数":2}\n',
    ],
)
def test_form_as_object_or_text(given):
    """2.11: a form is an object in the example, its text in the table; both become a mapping."""
    assert form_of(given).form_data == {"姓名": "张三", "人数": 2}


@pytest.mark.parametrize("given", [[], {}, None, "", "[]", "{}", "null"], ids=json.dumps)
def test_empty_form(given):
    """Any kind of nothing is an empty form, and nothing unreadable."""
    order = form_of(given)
    assert order.form_data == {}
    assert not order.unreadable


@pytest.mark.parametrize(
    "given", ["{", "text", "7", '"x"', "[1]", "\ud800", 7, True, [1]], ids=json.dumps
)
def test_form_that_is_none(given):
    """A value that is no form costs only itself, and its text is kept."""
    order = form_of(given)
    assert (order.form_data, order.fee) == ({}, 1)
    assert dict(order.unreadable) == {
        "form_data": given if isinstance(given, str) else json.dumps(given)
    }


def test_form_that_is_nested_too_deep():
    """A form that is nested too deep costs only itself."""
    nested = {}
    for _ in range(100_000):
        nested = {"a": nested}
    order = form_of(nested)
    assert (order.form_data, order.fee, order.unreadable) == ({}, 1, {"form_data": "a dict"})


def test_long_form_that_is_none():
    """The text of a malformed form is kept whole, however long it is."""
    broken = '{"地址": "' + "浙江省杭州市" * 100
    assert form_of(broken).unreadable["form_data"] == broken


NUMBER = "2019072222001425701400560521"
UNDER_NAME = {"tradeNO": NUMBER}


@pytest.mark.parametrize(
    "given",
    [
        *[WECHAT, json.dumps(WECHAT), json.dumps(json.dumps(WECHAT)), [WECHAT]],
        *[[json.dumps(WECHAT)], f" \ufeff{json.dumps(WECHAT)}\n"],
    ],
    ids=["object", "text", "quoted text", "list", "list of text", "byte order mark"],
)
def test_wechat_parameters(given):
    """2.1: WeChat's parameters are an object, in whichever form they come."""
    params = created(given).mini_program_params()
    assert (params.channel, params.arguments, params.trade_no) == (z.Channel.WECHAT, WECHAT, None)


@pytest.mark.parametrize("more", [{"trade_no": "4200001"}, {"tradeNO": None}, {"tradeNO": ""}])
def test_wechat_parameters_with_a_number(more):
    """WeChat's parameters stay whole, though one of their fields is Alipay's as well."""
    params = created(WECHAT | more).mini_program_params()
    assert (params.channel, params.arguments) == (z.Channel.WECHAT, WECHAT | more)


@pytest.mark.parametrize(
    "given",
    [
        *[NUMBER, int(NUMBER), f" {NUMBER}\n", json.dumps(NUMBER), [NUMBER], json.dumps([NUMBER])],
        *[UNDER_NAME, json.dumps(UNDER_NAME), [UNDER_NAME], {"tradeNO": int(NUMBER)}],
        *[{"tradeNo": NUMBER}, {"trade_no": NUMBER}, {"tradeno": NUMBER}],
        *[{"alipay_trade_no": NUMBER}, {"tradeNO": None, "trade_no": NUMBER}, f"\ufeff{NUMBER}"],
    ],
    ids=str,
)
def test_alipay_parameters(given):
    """2.1: Alipay's trade number comes alone or under the name that my.tradePay has for it."""
    params = created(given).mini_program_params()
    assert (params.channel, params.arguments) == (z.Channel.ALIPAY, UNDER_NAME)
    assert params.trade_no == NUMBER


@pytest.mark.parametrize(
    "given",
    [
        *[None, "", [], {}, "{}", "[]", True, 1.5, "{", "[" * 100_000, [WECHAT, WECHAT]],
        *[{"data": {"tradeNO": NUMBER}}, {"a": 1}, {"package": ""}, {"out_trade_no": "1"}],
        *["小程序支付参数字符串", {"tradeNO": None}, {"tradeNO": ""}, {"tradeNO": 1.5}],
    ],
    ids=lambda given: str(given)[:20],
)
def test_no_parameters(given):
    """Parameters of neither kind, the document's placeholder included, are None."""
    assert created(given).mini_program_params() is None


@pytest.mark.parametrize("given", [[1], {"a": 1}, "text", 7, True], ids=json.dumps)
def test_parameters_are_exposed_as_received(given):
    """2.1: the table says array and the text says string, so ``sp_data`` stays as received."""
    assert created(given).sp_data == given


@pytest.mark.parametrize("given", [0.5, 0.0, [1.5], {"a": {"b": -2e3}}], ids=json.dumps)
def test_fractions_are_floats(given):
    """JSON's values come in Python's own types, however deep."""
    assert repr(created(given).sp_data) == repr(given)
    assert repr(form_of(json_text.parse_json(json.dumps({"x": given}).encode())).form_data) == repr(
        {"x": given}
    )


def quoted(value, times):
    """Wrap JSON in a JSON string, so many times over."""
    for _ in range(times):
        value = json.dumps(value)
    return value


@pytest.mark.parametrize(("times", "found"), [(0, True), (1, True), (3, True), (4, False)])
def test_parameters_within_quotes(times, found):
    """Parameters are found inside a few levels of quotes, and no further."""
    assert (created(quoted("2088", times)).mini_program_params() is not None) is found
