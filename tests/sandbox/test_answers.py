"""What the gateway answers and has on record, to the letter, while its clock stands."""

from datetime import timedelta

import pytest

from zhixiao_async import (
    FormOrder,
    IdentityType,
    OrderStatus,
    PayerType,
    PayType,
    Piaoju,
    PiaojuStatus,
    Sex,
    UserCardResult,
    UserIdentityResult,
)
from zhixiao_async.sandbox import Student

from .conftest import NOON, order_fields

FIRST, SECOND = "0177242400000000001", "0177242400000000002"
DAY = {"begin_time": "2026-03-02 00:00:00", "end_time": "2026-03-03 00:00:00"}
QUERY, LIST = "/pay_api/order_query", "/pay_api/order_list_item_all"


async def test_state_on_the_wire(gateway, client, create):
    """Fields that are unknown are left out, codes are text."""
    await create()
    unpaid = {"out_trade_no": "20881", "order_id": FIRST, "status": "1"}
    assert await client.raw(QUERY, {"order_id": FIRST}) == unpaid
    gateway.clock.advance(61)
    await gateway.pay(FIRST)
    paid = unpaid | {"status": "2", "time_end": "2026-03-02 12:01:01"}
    assert await client.raw(QUERY, {"order_id": FIRST}) == paid


async def test_rows_on_the_wire(gateway, client, create):
    """A trade, a minute later its refund, and another trade by nobody in particular."""
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
    """All that ``Sandbox.order`` tells of an order, unpaid, paid and given back in part."""
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
    """``fail`` tells what became of it."""
    await create()
    failed = await gateway.fail(FIRST)
    assert (failed.order_id, failed.state, failed.status) == (FIRST, "failed", OrderStatus.FAILED)


async def test_parameters_of_wechat(create):
    """Those of section 2.1, with the time at which the order was made."""
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


async def test_parameters_of_alipay(create):
    """A trade number with the day in it."""
    order = await create(openid="o1", pay_type=PayType.ALIPAY)
    assert order.sp_data == "2026030222001230794022092989"


RECEIPT = Piaoju(payer_type=PayerType.COMPANY, payer_name="公司", phone="1", payer_taxnum="9")


async def test_receipt_on_record(gateway, client, create):
    """Three numbers and a page, and to whom it was made out."""
    await create(piaoju=RECEIPT)
    await gateway.pay(FIRST)
    receipt = await client.piaoju_query(out_trade_no="20881")
    assert receipt.status is PiaojuStatus.ISSUED
    assert (receipt.zx_order_no, receipt.out_trade_no) == (FIRST, "20881")
    assert (receipt.payer_type, receipt.payer_name) == (PayerType.COMPANY, "公司")
    assert (receipt.phone, receipt.payer_taxnum) == ("1", "9")
    assert receipt.url == f"{gateway.base_url}/piaoju/{FIRST}.html"
    numbers = (receipt.ebill_no, receipt.ebill_code, receipt.check_code)
    assert numbers == ("27902984", "085429127043", "84580238609853326532")


async def test_answer_to_a_receipts_order(gateway, client, create):
    """A bare sentence, the one success that isn't JSON."""
    await create()
    await gateway.pay(FIRST)
    await client.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="明", phone="1"
    )
    assert (gateway.requests[-1].ret_code, gateway.requests[-1].content) == (0, "开票成功")


async def test_receipt_that_is_pending(gateway, client, create):
    """It has no number yet, and it is told to whom it will be made out."""
    await create()
    await gateway.pay(FIRST)
    none = await client.raw("/pay_api/piaoju/query", {"zx_order_no": FIRST})
    assert none == {"zx_order_no": FIRST, "out_trade_no": "20881", "status": "0"}


async def test_card_and_identity(client):
    """A person as both calls tell of him."""
    link = "alipays%3A%2F%2Fplatformapi%2Fstartapp%3FappId%3D20000021%26b%3Dm%26p%3D"
    person = {
        "user_no": "2013141516",
        "user_name": "张三",
        "sex": Sex.MALE,
        "identity_type": IdentityType.STUDENT,
    }
    assert await client.user_card(user_no="2013141516", school_id="10086") == UserCardResult(
        school_id="10086",
        schema_url=f"https://ds.alipay.com/?scheme={link}7ad34eec0d4AAAAWPwAVGQ",
        **person,
    )
    found = await client.user_identity(uid="2088527531174925")
    assert found == UserIdentityResult(open_id="7ad34eec0d4AAAAWPwAVGQ", **person)


async def test_person_of_another_school(gateway, client):
    """Everything that ``Student`` can say is told by the calls."""
    person = Student(
        user_no="1",
        user_name="n",
        sex=Sex.FEMALE,
        identity_type=IdentityType.TEACHER,
        school_id="2",
    )
    await gateway.enrol(person)
    card = await client.user_card(user_no="1")
    assert (card.school_id, card.sex, card.identity_type) == (
        "2",
        Sex.FEMALE,
        IdentityType.TEACHER,
    )


async def test_visitor_without_a_name(gateway, client, create):
    """Who pays by openid alone is that openid; a form's payer is the same guest each time."""
    await create(user_no=None, user_name=None, openid="o1", pay_type=PayType.WECHAT)
    assert (await gateway.pay(FIRST)).uid == "o1"
    uids = set()
    for _ in range(2):
        order_id = await gateway.add_form_order(
            total_fee=1, body="费", form_data={}, pay_type=PayType.WECHAT
        )
        uids.add(gateway.order(order_id).uid)
    (uid,) = uids
    person = await client.user_identity(uid=uid)
    assert (person.user_no, person.user_name) == ("guest", "访客")
    assert (person.sex, person.identity_type) == (Sex.UNKNOWN, IdentityType.TEMPORARY)


async def test_form_order_on_record(gateway, client):
    """A value that isn't text is found and told as JSON."""
    form = {"n": 1, "list": [1, "中"], "text": "x"}
    order_id = await gateway.add_form_order(total_fee=7, body="报名", form_data=form)
    wanted = FormOrder(
        order_id=order_id,
        fee=7,
        status=OrderStatus.UNPAID,
        order_date=NOON,
        order_intro="报名;",
        form_data={"n": "1", "list": '[1, "中"]', "text": "x"},
    )
    for given in ({"order_id": order_id}, {"form_data": form}, {"form_data": {"n": "1"}}):
        assert await client.order_query_form(**given) == [wanted]
    both = {"order_id": order_id, "form_data": {"n": "2"}}
    assert await client.order_query_form(**both) == []


async def test_orders_of_one_form_come_in_their_order(gateway, client):
    """The oldest first."""
    made = [
        await gateway.add_form_order(total_fee=1, body="费", form_data={"a": "b"}) for _ in range(3)
    ]
    found = await client.order_query_form(form_data={"a": "b"})
    assert [one.order_id for one in found] == made


async def test_request_on_record(gateway, client, create):
    """Every attribute of ``Sandbox.requests``."""
    await create()
    gateway.faults.delay(0)
    await client.order_query(order_id=FIRST)
    entry = gateway.requests[-1]
    assert (entry.seq, entry.time, entry.path) == (2, NOON, QUERY)
    assert entry.params == f'{{"order_id":"{FIRST}"}}'
    assert entry.form.startswith(f"id={gateway.credentials.app_id}&param=")
    assert (entry.ret_code, entry.faults) == (0, ("delay",))
    assert entry.content == f'{{"order_id":"{FIRST}","status":"1","out_trade_no":"20881"}}'
    assert gateway._journal.newest(1) == [entry]
    for hidden in (entry.params, entry.form, entry.content):
        assert hidden not in repr(entry)


async def test_long_answer_on_record(gateway, client):
    """Of a long one only the beginning, counted in characters."""
    sentence = "忙" * 5000
    gateway.faults.passing_refusal(sentence)
    with pytest.raises(Exception, match="忙"):
        await client.order_query(order_id=FIRST)
    assert gateway.requests[-1].content == "忙" * 4096


async def test_order_of_a_number_not_given(client, create):
    """Of two orders each number finds its own."""
    await create()
    await create(**order_fields() | {"out_trade_no": "20882"})
    for number, order_id in (("20881", FIRST), ("20882", SECOND)):
        assert (await client.order_query(out_trade_no=number)).order_id == order_id
