"""Requests on the wire: the document's examples, and the types of its tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhixiao_async as z
from zhixiao_async import Mask, PayerType, PayType
from zhixiao_async.protocol import reading, writing

GOODS = [
    z.GoodsDetail(
        goods_id="001",
        goods_name="商品 1",
        price=1,
        quantity=1,
        goods_category="1070302150000000000",
    ),
    z.GoodsDetail(
        goods_id="002",
        goods_name="商品 2",
        price=1,
        quantity=2,
        goods_category="1070302150000000002",
    ),
]
PERSON = z.Piaoju(payer_type=PayerType.PERSON, payer_name="小明", phone="1300000000")
COMPANY = z.Piaoju(
    payer_type=PayerType.COMPANY,
    payer_name="知校科技有限公司",
    payer_taxnum="312000000H001L",
    payer_address="浙江省杭州市余杭区 057160213301",
    payer_bank="中国工商银行杭州支行 100001",
    phone="13000000000",
)


def example_order(piaoju, goods=GOODS):
    """Return the order of section 2.1's example."""
    return z.OrderCreate(
        body="xxx 学生学费",
        out_trade_no="2088612279536603",
        total_fee=19800,
        user_no="2013141516",
        user_name="张三",
        return_url="https://业务系统域名/return.html",
        notify_url="https://notify.zhizhixao.com/notify",
        pay_type=PayType.WECHAT,
        openid="oGTHE5BRsqWUqkvsNz3PGa_rXPKA",
        piaoju=piaoju,
        goods_detail=goods,
    )


def wire(request):
    """Return what goes into ``param``, as the gateway's JSON parser sees it."""
    return json.loads(writing.to_json(writing.write(request)))


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("order_create/request.json", example_order(PERSON)),
        ("order_create/request.json", example_order(PERSON, tuple(GOODS))),
        ("order_create/request-company.json", example_order(COMPANY)),
        (
            "order_query/request.json",
            z.OrderQuery(out_trade_no="2088612279536603", order_id="01664678934786097"),
        ),
        ("order_cancel/request.json", z.OrderCancel(out_trade_no="2088612279536603")),
        ("user_identity/request.json", z.UserIdentity(uid="2088612279536603")),
        ("user_card/request.json", z.UserCard(user_no="20180911001", school_id="10086")),
    ],
)
def test_example_is_written_as_printed(sample, name, request_):
    """A request with the example's values is the document's example, types and all."""
    assert wire(request_) == sample(name)


@pytest.mark.parametrize("name", ["request.json", "request-company.json"])
def test_example_order_is_read_back(sample, name):
    """The sandbox reads the example into the request that writes it."""
    request = reading.read(z.OrderCreate, sample(f"order_create/{name}"))
    assert wire(request) == sample(f"order_create/{name}")


def test_listing_example(sample):
    """2.10: numbers are sent as strings, and the page's size as well."""
    request = z.OrderList(
        begin_time=datetime(2019, 10, 22), end_time=datetime(2019, 10, 23), page_no=2
    )
    assert wire(request) == sample("order_list/request.json") | {"page_size": "1000"}


def test_receipt_is_asked_for_by_the_tables_name(sample):
    """2.9: the example's ``zx_trade_no`` is sent as ``zx_order_no``."""
    example = sample("piaoju_query/request.json")
    request = z.PiaojuQuery(
        out_trade_no=example["out_trade_no"], zx_order_no=example["zx_trade_no"]
    )
    assert wire(request) == {
        "zx_order_no": "1513906522080183",
        "out_trade_no": "2088612279536603",
    }


@pytest.mark.parametrize(
    ("name", "number"), [("request.json", "13000000000"), ("request-company.json", "13000000000")]
)
def test_receipt_example(sample, name, number):
    """2.8: the examples, once they name an order, are written as printed."""
    example = sample(f"piaoju_create/{name}") | {"out_trade_no": "1"}
    request = reading.read(z.PiaojuCreate, example)
    assert request.phone == number
    assert wire(request) == example


@pytest.mark.parametrize(("mask", "code"), [(Mask.TRADE, "1"), (Mask.REFUND, "2")])
def test_mask_is_sent_as_text(mask, code):
    """2.10: the mask's own codes, as the table's String."""
    request = z.OrderList(
        begin_time=datetime(2019, 10, 22), end_time=datetime(2019, 10, 23), mask=mask
    )
    assert wire(request)["mask"] == code


def test_refund_fee_is_sent_as_text():
    """2.4: fen are sent as a string."""
    request = z.OrderRefund(out_trade_no="1", refund_fee=100, out_refund_no="r1")
    assert wire(request) == {"out_trade_no": "1", "refund_fee": "100", "out_refund_no": "r1"}


def test_none_is_not_sent():
    """A parameter that is None isn't sent at all."""
    request = z.OrderCreate(
        body="学费", out_trade_no="1", total_fee=1, user_no="2", notify_url="https://a.edu"
    )
    assert set(wire(request)) == {"body", "out_trade_no", "total_fee", "user_no", "notify_url"}


def test_aware_time_is_sent_in_beijing():
    """2.x: a time of another zone is sent as Beijing's clock shows it."""
    request = z.OrderList(
        begin_time=datetime(2019, 10, 21, 16, tzinfo=UTC),
        end_time=datetime(2019, 10, 22, 15, 59, 59, tzinfo=UTC),
    )
    sent = wire(request)
    assert (sent["begin_time"], sent["end_time"]) == ("2019-10-22 00:00:00", "2019-10-22 23:59:59")


def test_any_mapping_is_form_data():
    """2.11: a mapping that is no dict is sent as an object as well."""
    request = z.OrderQueryForm(form_data=MappingProxyType({"学号": "2013", "人数": 2}))
    assert wire(request) == {"form_data": {"学号": "2013", "人数": 2}}


def test_nested_mapping_in_form_data():
    """2.11: so is one inside it."""
    request = z.OrderQueryForm(form_data={"地址": MappingProxyType({"市": "杭州"})})
    assert wire(request) == {"form_data": {"地址": {"市": "杭州"}}}


def test_enum_in_form_data():
    """2.11: a code is text there, whatever its own section makes of it."""
    request = z.OrderQueryForm(
        form_data={"支付": z.ListedPayType.WECHAT, "状态": z.OrderStatus.PAID}
    )
    assert wire(request) == {"form_data": {"支付": "WX", "状态": "2"}}


@given(
    params=st.dictionaries(
        st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_json_is_phps(params):
    """JSON is ASCII, has every slash escaped, and holds what went in."""
    text = writing.to_json(params)
    assert text.isascii()
    assert text.count(b"/") == text.count(b"\\/")
    assert json.loads(text) == params


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"x", {1, 2}])
def test_what_json_cannot_hold(value):
    """A value without a JSON form is refused, never written as something else."""
    with pytest.raises((TypeError, ValueError)):
        writing.to_json({"a": value})
