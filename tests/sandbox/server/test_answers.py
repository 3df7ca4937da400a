"""The gateway's answers and records, to the letter, while its clock stands."""

from datetime import timedelta

import pytest

from tests.sandbox.conftest import NOON, order_fields
from zhixiao_async import (
    OrderStatus,
    PayType,
)

FIRST, SECOND = "0177242400000000001", "0177242400000000002"
DAY = {"begin_time": "2026-03-02 00:00:00", "end_time": "2026-03-03 00:00:00"}
QUERY, LIST = "/pay_api/order_query", "/pay_api/order_list_item_all"


async def test_state_on_the_wire(gateway, client, create):
    """An answer leaves unknown fields out, and writes codes as text."""
    await create()
    unpaid = {"out_trade_no": "20881", "order_id": FIRST, "status": "1"}
    assert await client.raw(QUERY, {"order_id": FIRST}) == unpaid
    gateway.clock.advance(61)
    await gateway.pay(FIRST)
    paid = unpaid | {"status": "2", "time_end": "2026-03-02 12:01:01"}
    assert await client.raw(QUERY, {"order_id": FIRST}) == paid


async def test_rows_on_the_wire(gateway, client, create):
    """The listing has a trade, its refund a minute later, and an anonymous trade."""
    await create(out_item_id="7", out_item_name="学杂费")
    await gateway.pay(FIRST, PayType.ALIPAY)
    gateway.clock.advance(60)
    await client.order_refund(out_trade_no="20881", refund_fee=800, out_refund_no="r1")
    form = await gateway.add_form_order(
        total_fee=5, body="费", form_data={}, pay_type=PayType.WECHAT
    )
    trade = {
        "id": "0000000000000000000001",
        "order_date": "2026-03-02 12:00:00",
        "order_id": FIRST,
        "fee": "19800",
        "operate_type": "0",
        "pay_type": "AL",
        "user_no": "2013141516",
        "user_name": "张三",
        "order_intro": "学费;",
        "item_id": "7",
        "item_name": "学杂费",
        "mch_code": None,
        "remark": "",
        "device_no": "",
    }
    later = {"order_date": "2026-03-02 12:01:00"}
    refund = later | {"id": "0000000000000000000002", "fee": "800", "operate_type": "1"}
    nobody = {"user_no": None, "user_name": None, "item_id": "", "item_name": ""}
    other = {"id": "0000000000000000000003", "order_id": form, "fee": "5", "order_intro": "费;"}
    page = await client.raw(LIST, DAY)
    assert page.pop("data") == [
        trade,
        trade | refund,
        trade | later | nobody | other | {"pay_type": "WX"},
    ]
    assert page == DAY | {"page_no": 1, "page_size": 1000, "total_page": 1, "total_size": "3"}


async def test_order_on_record(gateway, create):
    """``Sandbox.order`` has every attribute of an order, unpaid, paid and partly refunded."""
    await create()
    order = gateway.order(FIRST)
    assert (order.order_id, order.out_trade_no, order.state) == (FIRST, "20881", "open")
    assert (order.created, order.expires) == (NOON, NOON + timedelta(hours=1))
    assert (order.total_fee, order.body, order.refunded) == (19800, "学费", 0)
    assert (order.request.user_no, order.request.user_name) == ("2013141516", "张三")
    assert (order.pay_type, order.time_end, order.uid) == (None, None, None)
    gateway.clock.advance(60)
    paid = await gateway.pay(FIRST, PayType.ALIPAY)
    assert (paid.state, paid.pay_type) == ("paid", PayType.ALIPAY)
    assert (paid.created, paid.time_end) == (NOON, NOON + timedelta(minutes=1))
    assert paid.uid == "2088527531174925"
    assert gateway.order(FIRST) == paid


async def test_failed_order_on_record(gateway, create):
    """``fail`` returns the failed order."""
    await create()
    failed = await gateway.fail(FIRST)
    assert (failed.order_id, failed.state, failed.status) == (FIRST, "failed", OrderStatus.FAILED)


async def test_parameters_of_wechat(create):
    """WeChat's sp_data has the parameters of section 2.1, with the order's time."""
    order = await create(openid="o1", pay_type=PayType.WECHAT)
    assert order.mini_program_params().arguments == {
        "appId": "wxd1e7ebb400bd00f4",
        "timeStamp": "1772424000",
        "nonceStr": "eed7107c3ab3d195e46d859668438e56",
        "package": f"prepay_id=wx{FIRST}",
        "signType": "MD5",
        "paySign": "D1E7EBB400BD00F4EED7107C3AB3D195",
    }
    assert isinstance(order.sp_data, str)
    assert '","' in order.sp_data


async def test_parameters_of_alipay(create):
    """Alipay's sp_data is a trade number with the day in it."""
    order = await create(openid="o1", pay_type=PayType.ALIPAY)
    assert order.sp_data == "2026030222001230794022092989"


async def test_request_on_record(gateway, client, create):
    """A logged request has every attribute of ``Sandbox.requests``."""
    await create()
    gateway.faults.delay(0)
    await client.order_query(order_id=FIRST)
    entry = gateway.requests[-1]
    assert (entry.seq, entry.time, entry.path) == (2, NOON, QUERY)
    assert entry.params == f'{{"order_id":"{FIRST}"}}'
    assert entry.form.startswith(f"id={gateway.credentials.app_id}&param=")
    assert (entry.ret_code, entry.faults) == (0, ("delay",))
    assert entry.content == f'{{"order_id":"{FIRST}","status":"1","out_trade_no":"20881"}}'
    assert gateway._request_log.newest(1) == [entry]
    for hidden in (entry.params, entry.form, entry.content):
        assert hidden not in repr(entry)


async def test_long_answer_on_record(gateway, client):
    """A long answer is logged up to a number of characters, never cut within one."""
    sentence = "忙" * 6000
    gateway.faults.passing_refusal(sentence)
    with pytest.raises(Exception, match="忙"):
        await client.order_query(order_id=FIRST)
    assert gateway.requests[-1].content == "忙" * 4096


async def test_order_of_a_number_not_given(client, create):
    """Each of two orders is found by its own number."""
    await create()
    await create(**order_fields() | {"out_trade_no": "20882"})
    for number, order_id in (("20881", FIRST), ("20882", SECOND)):
        assert (await client.order_query(out_trade_no=number)).order_id == order_id
