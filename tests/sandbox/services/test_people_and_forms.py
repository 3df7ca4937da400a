"""Sections 2.6, 2.7 and 2.11: people and form orders."""

import pytest

from tests.support.clients import connect
from tests.support.places import DOCS
from zhixiao_async import (
    AccountFrozen,
    IdentityType,
    OrderStatus,
    PayType,
    RequestFailed,
    Sex,
)
from zhixiao_async.sandbox import Sandbox, Student
from zhixiao_async.sandbox.services.seeds import STUDENTS


async def test_card_of_a_student(client):
    """A seeded student has a card that opens in Alipay."""
    card = await client.user_card(user_no="2013141516")
    assert (card.user_name, card.sex, card.identity_type) == (
        "张三",
        Sex.MALE,
        IdentityType.STUDENT,
    )
    assert card.schema_url.startswith("https://ds.alipay.com/?scheme=alipays")


@pytest.mark.parametrize("channel", [PayType.WECHAT, PayType.ALIPAY])
async def test_payer_can_be_identified(gateway, client, create, merchant, channel):
    """The uid of a notification leads to the person, whichever channel it is from."""
    await gateway.pay((await create()).order_id, channel)
    await gateway.notifier.drain()
    person = await client.user_identity(uid=merchant.received[0].uid)
    assert (person.user_no, person.identity_type) == ("2013141516", IdentityType.STUDENT)


def test_people_in_the_documentation():
    """docs/sandbox.md lists every seeded person with the ids that calls take."""
    page = (DOCS / "sandbox.md").read_text("utf-8")
    for person in STUDENTS:
        assert f"| `{person.user_no}` | `{person.wechat_uid}` | `{person.alipay_uid}` |" in page


async def test_unknown_payer_becomes_a_temporary_user(gateway, client, create):
    """A payer who isn't on the roll can pay, and becomes a temporary user."""
    order = await create(user_no="13911112222", user_name="路人")
    paid = await gateway.pay(order.order_id)
    person = await client.user_identity(uid=paid.uid)
    assert (person.user_name, person.identity_type) == ("路人", IdentityType.TEMPORARY)


async def test_nobody(client):
    """An unknown uid is refused with -1."""
    with pytest.raises(RequestFailed, match="用户不存在"):
        await client.user_identity(uid="2088")


async def test_card_of_another_school(client):
    """A card with another school_id isn't found."""
    with pytest.raises(RequestFailed, match="用户不存在"):
        await client.user_card(user_no="2013141516", school_id="1")


async def test_account_can_be_frozen(gateway, client):
    """An account is frozen by enrolling the person again with frozen=True."""
    await gateway.enrol(Student(user_no="2013141516", user_name="张三", frozen=True))
    with pytest.raises(AccountFrozen):
        await client.user_card(user_no="2013141516")


async def test_form_order_is_found_by_what_was_filled_in(gateway, client):
    """A form order is found only if every given field matches."""
    form = {"姓名": "张三", "学工号": "202000001"}
    order_id = await gateway.add_form_order(
        total_fee=1000, body="报名缴费", form_data=form, pay_type=PayType.WECHAT
    )
    (found,) = await client.order_query_form(form_data={"学工号": "202000001"})
    assert (found.order_id, found.fee, found.status) == (order_id, 1000, OrderStatus.PAID)
    assert found.form_data == form
    assert found.out_trade_no is None
    assert await client.order_query_form(form_data={"学工号": "202000001", "姓名": "李四"}) == []


async def test_seeded_forms(tmp_path):
    """seed_forms adds the same forms once per file, again after a reset, and none by default."""
    db = str(tmp_path / "sandbox.db")
    for _ in range(2):
        async with Sandbox(db=db, seed_forms=True) as gateway, connect(gateway) as client:
            for _ in range(2):
                found = await client.order_query_form(form_data={"校区": "南校区"})
                paid = [(order.order_intro, order.fee, order.status) for order in found]
                assert paid == [
                    ("英语四级报名费;", 3000, OrderStatus.PAID),
                    ("英语四级报名费;", 3000, OrderStatus.UNPAID),
                ]
                await gateway.reset()
    async with Sandbox() as gateway, connect(gateway) as client:
        assert await client.order_query_form(form_data={"校区": "南校区"}) == []


async def test_own_order_is_found_with_its_amount(client, create):
    """order_query_form finds a merchant's own order, with its amount."""
    await create()
    (found,) = await client.order_query_form(out_trade_no="20881")
    assert (found.fee, found.status, found.form_data) == (19800, OrderStatus.UNPAID, {})
