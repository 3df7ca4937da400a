"""The document's printed examples, read as they stand into requests, and sent to the sandbox."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

import zhixiao_async as z
from zhixiao_async import InvalidRequest, NotificationReceiver
from zhixiao_async.protocol import writing
from zhixiao_async.registry import ENDPOINTS
from zhixiao_async.sandbox import SandboxThread, Student
from zhixiao_sync import Client

from .requests import GOOD

NOWHERE = "http://127.0.0.1:9/notify"
STUDENT = Student(user_no="2013141516", user_name="张三")


def wire(request):
    """Return what goes into ``param``, as the gateway's JSON parser sees it."""
    return json.loads(writing.to_json(writing.write(request)))


@pytest.mark.parametrize(
    ("kind", "name", "changed"),
    [
        (z.OrderCreate, "order_create/request.json", {}),
        (z.OrderCreate, "order_create/request-company.json", {}),
        (z.OrderQuery, "order_query/request.json", {}),
        (z.OrderCancel, "order_cancel/request.json", {}),
        (z.UserIdentity, "user_identity/request.json", {}),
        (z.UserCard, "user_card/request.json", {}),
        (z.OrderList, "order_list/request.json", {"page_size": "1000"}),
    ],
)
def test_example_as_it_stands(sample, kind, name, changed):
    """What is sent is what the document prints: 2.1, 2.2, 2.3, 2.6, 2.7, and 2.10 with its size."""
    assert wire(kind.from_document(sample(name))) == sample(name) | changed


@pytest.mark.parametrize(
    ("kind", "name", "changed"),
    [
        (z.OrderCreate, "order_create/request.json", {"total_fee": 19800}),
        (z.OrderCreate, "order_create/request-company.json", {"total_fee": 19800}),
        (z.OrderQuery, "order_query/request.json", {}),
        (z.OrderCancel, "order_cancel/request.json", {}),
        (z.OrderRefund, "order_refund/request.json", {"refund_fee": 100, "out_refund_no": "R1"}),
        (z.UserIdentity, "user_identity/request.json", {}),
        (z.UserCard, "user_card/request.json", {}),
        (z.PiaojuCreate, "piaoju_create/request.json", {"out_trade_no": "1"}),
        (z.PiaojuCreate, "piaoju_create/request-company.json", {"out_trade_no": "1"}),
        (z.OrderList, "order_list/request.json", {}),
    ],
)
def test_example_as_arguments(sample, kind, name, changed):
    """The examples are arguments as they stand, but for amounts, which are ints in fen."""
    given = sample(name) | changed
    assert kind(**given) == kind.from_document(given)


def test_receipt_by_its_second_name(sample):
    """2.9: the example's ``zx_trade_no`` is the table's ``zx_order_no``, and sent under that."""
    given = sample("piaoju_query/request.json")
    number = given["zx_trade_no"]
    expected = {"zx_order_no": number, "out_trade_no": given["out_trade_no"]}
    assert wire(z.PiaojuQuery.from_document(given)) == expected
    with pytest.raises(InvalidRequest, match=r"^zx_trade_no is no field of PiaojuQuery; did you"):
        z.PiaojuQuery.from_document(given | {"zx_order_no": number})


def test_worked_example():
    """1.3: the listed parameters have an empty URL, a code that is a number, and an amount too."""
    order = z.OrderCreate.from_document(
        {
            "body": "测试内容",
            "out_trade_no": "29152154523069546710",
            "total_fee": 1,
            "user_no": "123456798",
            "user_name": "test",
            "return_url": "",
            "notify_url": "https://notify.zhizhixao.com/return.html",
            "pay_type": 1,
        }
    )
    assert (order.return_url, order.pay_type, order.total_fee) == (None, z.PayType.WECHAT, 1)


def test_refund_example(sample):
    """2.4: the example lacks what its table requires for a part; with that it is sent."""
    given = sample("order_refund/request.json")
    with pytest.raises(InvalidRequest, match=r"^out_refund_no must be given with refund_fee"):
        z.OrderRefund.from_document(given)
    whole = given | {"out_refund_no": "R1"}
    assert wire(z.OrderRefund.from_document(whole)) == whole


@pytest.mark.parametrize("name", ["request.json", "request-company.json"])
def test_receipt_examples(sample, name):
    """2.8: the examples name no order, which their table requires; with one they are sent."""
    given = sample(f"piaoju_create/{name}")
    with pytest.raises(InvalidRequest, match=r"^out_trade_no or zx_order_no must be given"):
        z.PiaojuCreate.from_document(given)
    whole = given | {"out_trade_no": "2088612279536603"}
    assert wire(z.PiaojuCreate.from_document(whole)) == whole


@pytest.fixture(scope="module")
def gateway():
    """Yield a sandbox where the examples' people are known."""
    with SandboxThread() as sandbox:
        sandbox.enrol(STUDENT)
        sandbox.enrol(Student(user_no="20180911001", user_name="张三"))
        yield sandbox


@pytest.fixture(scope="module")
def client(gateway):
    """Yield a client of that sandbox."""
    with Client(gateway.credentials, base_url=gateway.base_url) as connected:
        yield connected


def test_every_example_runs(sample, gateway, client):
    """The example order is created, asked for, paid, listed, billed and refunded by the examples.

    Replaced is what the gateway alone gives, its own number and its time, and where it posts to.
    """

    def run(kind, name, **changed):
        return client.call(kind.from_document(sample(f"{name}/request.json") | changed))

    order = run(z.OrderCreate, "order_create", notify_url=NOWHERE, openid=STUDENT.wechat_uid)
    ours = {"order_id": order.order_id}
    assert run(z.OrderQuery, "order_query", **ours).status is z.OrderStatus.UNPAID
    paid = gateway.pay(order.order_id)
    assert run(z.OrderQuery, "order_query", **ours).status is z.OrderStatus.PAID
    assert run(z.PiaojuQuery, "piaoju_query", zx_trade_no=order.order_id).payer_name == "小明"
    today = {"begin_time": f"{paid.created:%Y-%m-%d}", "end_time": f"{paid.created:%Y-%m-%d}"}
    (row,) = run(z.OrderList, "order_list", **today, page_no="1").data
    assert row.order_id == order.order_id
    assert run(z.OrderRefund, "order_refund", out_refund_no="R1").order_id == order.order_id
    assert run(z.UserIdentity, "user_identity", uid=STUDENT.alipay_uid).user_no == STUDENT.user_no
    assert run(z.UserCard, "user_card").user_no == "20180911001"
    found = client.call(z.OrderQueryForm.from_document(ours | {"form_data": {}}))
    assert [one.order_id for one in found] == [order.order_id]
    unbilled = {"notify_url": NOWHERE, "out_trade_no": "2", "piaoju": None}
    gateway.pay(run(z.OrderCreate, "order_create", **unbilled).order_id)
    assert run(z.PiaojuCreate, "piaoju_create", out_trade_no="2").message == "开票成功"
    unpaid = run(z.OrderCreate, "order_create", notify_url=NOWHERE, out_trade_no="3")
    assert run(z.OrderCancel, "order_cancel", out_trade_no="3").order_id == unpaid.order_id


def test_notification_example(sample, credentials):
    """2.5: the example, sealed by the gateway, is a payment by Alipay."""
    content = json.dumps(sample("payment_notification/notification.json")).encode()
    notified = NotificationReceiver(credentials).open(writing.seal_request(credentials, content))
    assert notified.notification.to_dict()["pay_type"] == "ALIPAY"


@pytest.mark.parametrize("name", [known.name for known in ENDPOINTS.values()])
def test_what_is_sent_is_read_back(name):
    """A request's own JSON is read into an equal request."""
    (kind,) = [known.request for known in ENDPOINTS.values() if known.name == name]
    request = kind(**GOOD[kind])
    again = kind.from_document(wire(request))
    assert wire(again) == wire(request)


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_empty_values_are_left_out(empty):
    """What is null or empty is absent, PHP's empty object included."""
    given = dict.fromkeys(("user_name", "return_url", "pay_type", "piaoju", "goods_detail"), empty)
    order = z.OrderCreate.from_document(GOOD[z.OrderCreate] | given)
    assert order == z.OrderCreate(**GOOD[z.OrderCreate])


def test_numbers_that_are_texts():
    """A number may be its text, inside of objects too, and a phone number may be a number."""
    line = {"goods_id": "1", "goods_name": "商品", "price": "100", "quantity": "2"}
    piaoju = {"payer_type": "1", "payer_name": "小明", "phone": 13000000000}
    given = GOOD[z.OrderCreate] | {"goods_detail": [line], "piaoju": piaoju}
    order = z.OrderCreate.from_document(given)
    assert order.goods_detail == [
        z.GoodsDetail(goods_id="1", goods_name="商品", price=100, quantity=2)
    ]
    assert wire(order)["piaoju"]["phone"] == "13000000000"


def test_times_are_texts():
    """2.10: the example's times are Beijing's."""
    page = z.OrderList.from_document(
        {"begin_time": "2019-10-22 00:00:00", "end_time": "2019-10-23 00:00:00", "page_no": "2"}
    )
    assert page.begin_time.replace(tzinfo=None) == datetime(2019, 10, 22)
    assert (page.page_no, page.page_size) == (2, 1000)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"total_fee": "198.00"}, "total_fee must be a whole number of fen"),
        ({"total_fee": ""}, "total_fee is missing or empty"),
        ({"total_fe": "1"}, "total_fe is no field of OrderCreate; did you mean total_fee?"),
        ({"user_no": 20}, "user_no must be spelled out: this one came as a JSON number"),
        ({"pay_type": 3}, "pay_type must be one of PayType.WECHAT (1)"),
        ({"piaoju": {"payer_type": 1}}, "piaoju.payer_name is missing or empty"),
        ({"goods_detail": [{"goods_id": ""}]}, "goods_detail[0].goods_id is missing or empty"),
        ({"goods_detail": ["x"]}, "goods_detail[0] must be a GoodsDetail, or a mapping"),
    ],
)
def test_document_refused(changed, message):
    """An error names the field, and which order it is about."""
    with pytest.raises(InvalidRequest) as caught:
        z.OrderCreate.from_document(GOOD[z.OrderCreate] | changed)
    assert caught.value.message.startswith(message)
    assert (caught.value.path, caught.value.out_trade_no) == ("/pay_api/order_create", "20881")


@pytest.mark.parametrize("document", ['{"out_trade_no":"1"}', None, [("out_trade_no", "1")]])
def test_what_is_no_object(document):
    """Only a mapping is a document; text of JSON has to be parsed."""
    with pytest.raises(InvalidRequest, match=r"^document must map field names to values"):
        z.OrderCancel.from_document(document)
