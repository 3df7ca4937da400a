"""Receipts, people and forms on record, to the letter."""

from tests.sandbox.conftest import NOON
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

FIRST = "0177242400000000001"

RECEIPT = Piaoju(payer_type=PayerType.COMPANY, payer_name="公司", phone="1", payer_taxnum="9")


async def test_receipt_on_record(gateway, client, create):
    """A receipt has three numbers, a page, and its payer."""
    await create(piaoju=RECEIPT)
    await gateway.pay(FIRST)
    receipt = await client.piaoju_query(out_trade_no="20881")
    assert receipt.status is PiaojuStatus.ISSUED
    assert (receipt.zx_order_no, receipt.out_trade_no) == (FIRST, "20881")
    assert (receipt.payer_type, receipt.payer_name) == (PayerType.COMPANY, "公司")
    assert (receipt.phone, receipt.payer_taxnum) == ("1", "9")
    assert receipt.url == f"{gateway.base_url}/piaoju/{FIRST}.pdf"
    numbers = (receipt.ebill_no, receipt.ebill_code, receipt.check_code)
    assert numbers == ("27902984", "085429127043", "84580238609853326532")


async def test_answer_to_a_receipts_order(gateway, client, create):
    """piaoju_create answers with a bare sentence, the one success that isn't JSON."""
    await create()
    await gateway.pay(FIRST)
    await client.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="明", phone="1"
    )
    assert (gateway.requests[-1].ret_code, gateway.requests[-1].content) == (0, "开票成功")


async def test_receipt_that_is_pending(gateway, client, create):
    """A pending receipt has no number yet, but its payer."""
    await create()
    await gateway.pay(FIRST)
    none = await client.raw("/pay_api/piaoju/query", {"zx_order_no": FIRST})
    assert none == {"zx_order_no": FIRST, "out_trade_no": "20881", "status": "0"}


async def test_card_and_identity(client):
    """user_card and user_identity return the same person."""
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
    """Every attribute of a ``Student`` is returned by the calls."""
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
    """A payer by openid alone is that openid, and a form's payer is always the same guest."""
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
    """A form value that isn't text is found and returned as JSON."""
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
    """Orders of one form are returned oldest first."""
    made = [
        await gateway.add_form_order(total_fee=1, body="费", form_data={"a": "b"}) for _ in range(3)
    ]
    found = await client.order_query_form(form_data={"a": "b"})
    assert [order.order_id for order in found] == made
