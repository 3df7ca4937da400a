"""The document's examples as typed objects, with the document's own mistakes."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timedelta

import pytest

import zhixiao_async as z
from tests.support.places import SAMPLES
from zhixiao_async import BEIJING
from zhixiao_async.protocol import reading, writing

OUT, ORDER = "2088612279536603", "1464678934786097"
MOMENT = datetime(2017, 7, 23, 16, tzinfo=BEIJING)
EXPECTED = {
    "order_create": z.OrderCreateResult(
        out_trade_no=OUT,
        order_id="01664678934786097",
        url="https://www.zhizhixiao.net/pay/orderId/1464678934786097.html",
        sp_data="小程序支付参数字符串",
    ),
    "order_query": z.OrderQueryResult(
        out_trade_no=OUT,
        order_id="01664678934786097",
        status=z.OrderStatus.PAID,
        time_end=MOMENT,
    ),
    "order_cancel": z.OrderCancelResult(out_trade_no=OUT, order_id=ORDER),
    "order_refund": z.OrderRefundResult(out_trade_no=OUT, order_id=ORDER, refund_time=MOMENT),
    "user_identity": z.UserIdentityResult(
        open_id="LkEb9zWC5xGAAAAWPwAVGQ",
        user_no="20140548",
        user_name="张三",
        sex=z.Sex.MALE,
        identity_type=z.IdentityType.STUDENT,
    ),
    "user_card": z.UserCardResult(
        school_id="10086",
        user_no="20140548",
        user_name="张三",
        sex=z.Sex.MALE,
        identity_type=z.IdentityType.STUDENT,
        schema_url="https://ds.alipay.com/?scheme=alipays%3a%2f%2fplatformapi%2fstartapp%3f"
        "appld%3d20000021%26b%3dm%26p%3d104601056069",
    ),
    "piaoju_query": z.PiaojuQueryResult(
        zx_order_no="1513906522080183",
        out_trade_no=OUT,
        status=z.PiaojuStatus.ISSUED,
        url="https://inv.jss.com.cn/group4/M02/08/0F/wKj6yF3qRsiIVRb7AAB_bC8sEIUAAUZ7gAvIQgAAH"
        "-E136.pdf",
        ebill_no="24733586",
        ebill_code="062001700111",
        check_code="53728643152022247132",
    ),
    "order_list": z.OrderListResult(
        begin_time=datetime(2019, 10, 22, tzinfo=BEIJING),
        end_time=datetime(2019, 10, 23, tzinfo=BEIJING),
        page_no=19,
        page_size=1000,
        total_page=94,
        total_size=93782,
        data=[
            z.ListedOrder(
                operate_type=z.OperateType.TRADE,
                pay_type=z.ListedPayType.WECHAT,
                order_id="0157171166333791571",
                order_date=datetime(2019, 10, 22, 10, 34, 25, tzinfo=BEIJING),
                fee=200,
                order_intro="华工南二饭堂 1 楼水吧 1 号机;",
                device_no="etslink_9134201810220163",
                item_id="dgNAoYZX6BGAAAAWPwAVGQ",
                item_name="华工南二饭堂 1 楼水吧 1 号机",
            )
        ],
    ),
    "order_query_form": [
        z.FormOrder(
            out_trade_no=OUT,
            order_id="0159419048159017164",
            pay_type=z.PayType.WECHAT,
            order_date=datetime(2019, 10, 23, tzinfo=BEIJING),
            fee=1000,
            order_intro="报名缴费(表单匹配);",
            form_data={"姓名": "张三", "手机号": "513822199410225794", "学工号": "202000001"},
        ),
        z.FormOrder(
            order_id="0159419048159017199",
            pay_type=z.PayType.ALIPAY,
            fee=20,
            order_intro="报名缴费(表单匹配);",
            unreadable={"order_date": "2019-112-03 16:55:11"},
        ),
    ],
}


def kind_of(name):
    """Return the type of an endpoint's result, by the endpoint's name."""
    return z.registry.ENDPOINTS[f"/pay_api/{PATHS.get(name, name)}"].result


PATHS = {"order_list": "order_list_item_all", "piaoju_query": "piaoju/query"}


@pytest.mark.parametrize("name", EXPECTED)
def test_example_is_read(sample, name):
    """The document's example becomes the typed object it describes."""
    content = json.dumps(sample(f"{name}/result.json")).encode()
    assert reading.read_content(kind_of(name), content) == EXPECTED[name]


def test_every_example_is_here():
    """An endpoint whose result is JSON has its example here."""
    written_in_json = {path.parent.name for path in SAMPLES.glob("*/result.json")}
    assert EXPECTED.keys() == written_in_json


def test_notification_example_is_read(sample):
    """The notification's example becomes the typed object it describes."""
    read = reading.read(z.PaymentNotification, sample("payment_notification/notification.json"))
    assert read == z.PaymentNotification(
        out_trade_no=OUT,
        order_id=ORDER,
        time_end=MOMENT,
        user_no="2013141516",
        user_name="张三",
        uid=OUT,
        pay_type=z.PayType.ALIPAY,
    )


def test_page_is_written_as_printed(sample):
    """2.10: a page is written as in the example: its numbers are numbers, its total is text."""
    page = sample("order_list/result.json")
    written = json.loads(writing.to_json(writing.write(EXPECTED["order_list"])))
    numbers = ("page_no", "page_size", "total_page", "total_size")
    assert {name: written[name] for name in numbers} == {name: page[name] for name in numbers}


def test_merchant_of_a_notification_is_never_read(sample):
    """``app_id`` comes from the keys that opened the notification, never from its content."""
    given = sample("payment_notification/notification.json") | {"app_id": "another's"}
    assert reading.read(z.PaymentNotification, given).app_id == ""


@pytest.mark.parametrize("content", ["开票成功", '"开票成功"', "\ufeff开票成功"])
def test_bare_sentence_is_read(content):
    """``piaoju_create`` answers a sentence, bare or as a JSON string."""
    read = reading.read_content(z.PiaojuCreateResult, content.encode())
    assert read == z.PiaojuCreateResult(message="开票成功")


def test_sentence_example_is_read(sample):
    """The document's sentence is the result's message."""
    content = sample("piaoju_create/result.txt").encode()
    assert reading.read_content(z.PiaojuCreateResult, content).message == "开票成功"


def test_unreadable_time_costs_only_itself(sample):
    """The example's ``2019-112-03`` is None, its text kept, and the order whole."""
    _, order = reading.read(list[z.FormOrder], sample("order_query_form/result.json"))
    assert (order.order_date, order.fee) == (None, 20)
    assert dict(order.unreadable) == {"order_date": "2019-112-03 16:55:11"}


def test_nothing_unreadable_in_a_good_result(sample):
    """``unreadable`` of a good result is empty."""
    read = reading.read(z.OrderQueryResult, sample("order_query/result.json"))
    assert dict(read.unreadable) == {}


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda result: pickle.loads(pickle.dumps(result))]
)
def test_result_survives_copying(sample, name, again):
    """A result can be pickled, an unreadable time's text included."""
    content = json.dumps(sample(f"{name}/result.json")).encode()
    assert again(reading.read_content(kind_of(name), content)) == EXPECTED[name]


def test_link_expires_after_an_hour(sample):
    """2.1: the pay link works for an hour after the reply was read, Beijing time."""
    before = datetime.now(BEIJING)
    order = reading.read(z.OrderCreateResult, sample("order_create/result.json"))
    assert before <= order.expires_at - timedelta(hours=1) <= datetime.now(BEIJING)
    assert order.expires_at.utcoffset() == timedelta(hours=8)


def test_link_expiry_is_never_read(sample):
    """``expires_at`` is made here, never read from a field of that name."""
    given = sample("order_create/result.json") | {"expires_at": "2017-07-23 16:00:00"}
    assert reading.read(z.OrderCreateResult, given).expires_at.year > 2017


@pytest.mark.parametrize(
    ("code", "channel"),
    [
        (z.PayType("1"), z.Channel.WECHAT),
        (z.PayType("2"), z.Channel.ALIPAY),
        (z.ListedPayType("WX"), z.Channel.WECHAT),
        (z.ListedPayType("AL"), z.Channel.ALIPAY),
        (z.ListedPayType("1"), None),
        (z.PayType("WX"), None),
    ],
)
def test_channel_of_either_spelling(code, channel):
    """2.10: two enums, never mixed, have one property that names the channel."""
    assert code.channel is channel


@pytest.mark.parametrize("kind", [z.ListedOrder, z.FormOrder])
def test_channel_of_an_order(kind):
    """An order has its payment type's channel, or None."""
    assert kind(order_id="1", fee=1).channel is None
    paid = reading.read(kind, {"order_id": "1", "fee": 1, "pay_type": CODES[kind]})
    assert paid.channel is z.Channel.ALIPAY


def test_channel_of_a_notification():
    """A notification has its payment type's channel, or None."""
    told = {"out_trade_no": "20881", "order_id": "1", "uid": "2088"}
    assert z.PaymentNotification(**told).channel is None
    alipay = z.PaymentNotification(**told, pay_type=z.PayType.ALIPAY)
    assert alipay.channel is z.Channel.ALIPAY


CODES = {z.ListedOrder: "AL", z.FormOrder: 2}
