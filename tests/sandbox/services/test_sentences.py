"""Every refusal of a malformed request is a Chinese sentence about a documented field."""

import re
from typing import Any

import attrs
import pytest

from tests.sandbox.conftest import order_fields
from tests.sandbox.server.test_envelope import post
from zhixiao_async import Effect, GoodsDetail, InvalidRequest, ParameterRejected, Piaoju
from zhixiao_async.fields import Unreadable
from zhixiao_async.messages.text import Text
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.registry import ENDPOINTS
from zhixiao_async.sandbox.services.sentences import in_chinese

CREATE, FORM = "/pay_api/order_create", "/pay_api/order_query_form"
LIST, CARD = "/pay_api/order_list_item_all", "/pay_api/user_card"
REFUND, RECEIPT = "/pay_api/order_refund", "/pay_api/piaoju/create"

FIELDS = {"id", "param", "sign"} | {
    field.name
    for kind in (*(endpoint.request for endpoint in ENDPOINTS.values()), GoodsDetail, Piaoju)
    for field in attrs.fields(kind)
}
ORDER = order_fields() | {"total_fee": "19800"}
WINDOW = {"begin_time": "2026-03-01 00:00:00", "end_time": "2026-03-02 00:00:00"}
GOODS = {"goods_id": "1", "goods_name": "书", "price": 1, "quantity": 1}
COMPANY = {"payer_type": 2, "payer_name": "公司", "phone": "1"}

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (CREATE, {}, "body 不能为空"),
    (CREATE, ORDER | {"body": "学" * 43}, "body 不能超过 128 字节（现为 129 字节）"),
    (CREATE, ORDER | {"out_trade_no": "20881 "}, "out_trade_no 首尾不能有空白字符"),
    (CREATE, ORDER | {"out_trade_no": "2\x0188"}, "out_trade_no 不能含有控制字符或换行"),
    (CREATE, ORDER | {"notify_url": "e.edu/n"}, "notify_url 必须是以协议名开头的完整网址"),
    (CREATE, ORDER | {"return_url": "http://"}, "return_url 缺少有效的主机名"),
    (CREATE, ORDER | {"notify_url": "http://e.edu/ n"}, "notify_url 不能含有空白字符和控制字符"),
    (CREATE, ORDER | {"body": {}}, "body 必须是文本或整数"),
    (CREATE, ORDER | {"total_fee": "01"}, "total_fee 必须是整数"),
    (CREATE, ORDER | {"total_fee": "0"}, "total_fee 必须是 1 到 1000000000000000 之间的整数"),
    (CREATE, ORDER | {"pay_type": 7}, "pay_type 取值无效"),
    (CREATE, ORDER | {"pay_type": "must be one of"}, "pay_type 取值无效"),
    (CREATE, ORDER | {"user_no": None}, "user_no 在未填写 openid 时不能为空"),
    (CREATE, ORDER | {"openid": "o1"}, "pay_type 在填写 openid 时不能为空"),
    (CREATE, ORDER | {"out_item_id": "1"}, "out_item_name 在填写 out_item_id 时不能为空"),
    (CREATE, ORDER | {"goods_detail": {}}, "goods_detail 不能为空"),
    (CREATE, ORDER | {"goods_detail": "must be an object"}, "goods_detail 必须是列表"),
    (CREATE, ORDER | {"goods_detail": [1]}, "goods_detail[0] 必须是键值对象"),
    (
        CREATE,
        ORDER | {"goods_detail": [GOODS | {"price": "x"}]},
        "goods_detail[0].price 必须是整数",
    ),
    (CREATE, ORDER | {"piaoju": "x"}, "piaoju 必须是键值对象"),
    (CREATE, ORDER | {"piaoju": {}}, "piaoju.payer_type 不能为空"),
    (CREATE, ORDER | {"piaoju": COMPANY}, "payer_taxnum 在 payer_type 为 2 时不能为空"),
    (RECEIPT, COMPANY | {"payer_type": 1}, "out_trade_no、zx_order_no 不能同时为空"),
    (REFUND, {"order_id": "1", "refund_fee": 1}, "out_refund_no 在填写 refund_fee 时不能为空"),
    (LIST, WINDOW | {"begin_time": "2026-03-01"}, "begin_time 时间格式错误"),
    (LIST, WINDOW | {"end_time": WINDOW["begin_time"]}, "end_time 必须晚于 begin_time"),
    (FORM, {}, "out_trade_no、order_id、form_data 不能同时为空"),
    (FORM, {"form_data": "{}"}, "form_data 不能为空"),
    (FORM, {"form_data": "must be a list"}, "form_data 内容无法解析"),
    (FORM, {"form_data": [1]}, "form_data 内容无法解析"),
    (
        FORM,
        {"form_data": {str(number): "1" for number in range(1100)}},
        "form_data 不能超过 100 项",
    ),
    (CARD, {"user_no": "\ud800"}, "user_no 含有残缺字符"),
    (CARD, {"user_no": [], "school_id": 1}, "user_no 必须是文本或整数"),
]


@pytest.mark.parametrize(("path", "params", "sentence"), REFUSED)
async def test_parameters(client, path, params, sentence):
    """Every broken rule has its Chinese sentence, without the value or an English word."""
    with pytest.raises(ParameterRejected) as caught:
        await client.raw(path, params, effect=Effect.MONEY)
    assert caught.value.gateway_message == f"参数校验失败：{sentence}"
    assert set(re.findall("[A-Za-z_]+", sentence)) <= FIELDS


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not json", "请求参数 内容无法解析"),
        (b"[]", "请求参数 必须是键值对象"),
        (b'{"form_data":' + b'{"a":' * 600 + b"1" + b"}" * 601, None),
        (b'{"form_data":' + b'{"a":' * 5000 + b"1" + b"}" * 5001, None),
    ],
    ids=["text", "list", "deep", "deeper"],
)
async def test_contents(gateway, content, sentence):
    """A content that is no request, or nested too deep, is refused with its sentence."""
    body = seal_request(gateway.credentials, content)
    reply = open_reply(gateway.credentials, await post(gateway, body, path=FORM))
    said = bytes(reply.content).decode()
    if sentence is None:
        assert reply.ret_code in (0, -2)
        assert set(re.findall("[A-Za-z_]+", said)) <= FIELDS
    else:
        assert (reply.ret_code, said) == (-2, f"参数校验失败：{sentence}")


@pytest.mark.parametrize(
    "rest", ["", "&param=abc", "&sign=0", "&param=a&param=b&sign=c", "&x=\xff"]
)
async def test_form_of_ours_that_lacks_something(gateway, rest):
    """A broken form that names the merchant gets a sealed reason."""
    body = f"id={gateway.credentials.app_id}{rest}".encode("latin-1")
    reply = open_reply(gateway.credentials, await post(gateway, body))
    said = bytes(reply.content).decode()
    assert (reply.ret_code, said) == (
        -2,
        "参数校验失败：表单格式错误，id、param、sign 必须各出现一次",
    )


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (InvalidRequest("begin_time", Text("rule.outside_calendar")), "begin_time 时间格式错误"),
        (Unreadable(Text("rule.nested_too_deep"), place="form_data"), "form_data 层级过多"),
        (InvalidRequest("body", Text("rule.not_flag")), "请求参数不符合要求"),
        (InvalidRequest("body", "must be otherwise"), "请求参数不符合要求"),
    ],
    ids=["calendar", "deep", "another rule", "free text"],
)
def test_rules_that_are_hard_to_break(problem, sentence):
    """A rule without a sentence of its own shows no English."""
    assert in_chinese(problem) == sentence
