"""The made-up school has the same people, forms and rows in every run and release."""

from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import pytest

from tests.sandbox.conftest import NOON
from tests.support.clients import connect
from zhixiao_async import BEIJING, IdentityType, Mask, OrderStatus, PayType, Sex
from zhixiao_async.sandbox import Sandbox
from zhixiao_async.sandbox.services import seeds
from zhixiao_async.sandbox.services.seeds import listing_rows

DAY = timedelta(days=1)


def test_rows_of_a_seed_never_change():
    """The rows of a seed never change, so that figures can be measured again.

    Only a new release of the sandbox with other words or prices in it may change this hash.
    """
    rows = listing_rows(3000, days=7, ending=NOON, seed=1)
    written = "\n".join(" ".join(row.stored()) for row in rows)
    assert sha256(written.encode()).hexdigest()[:16] == "f57e040e1e79414a"


def test_another_seed_gives_other_rows():
    """Another seed makes other rows from the first on."""
    first, second = (next(listing_rows(9, days=1, ending=NOON, seed=seed)) for seed in (1, 2))
    assert first != second


def test_rows_look_like_a_school():
    """Rows have some refunds of earlier trades, and most trades at meals."""
    rows = list(listing_rows(3000, days=7, ending=NOON, seed=1))
    kinds = Counter(row.mask for row in rows)
    assert 0.02 < kinds[Mask.REFUND] / len(rows) < 0.04
    for before, row in pairwise(rows):
        if row.mask is Mask.REFUND:
            assert before.mask is Mask.TRADE
            assert before.fields[:40] == row.fields[:40]  # the order's number
    at_meals = sum(row.created.hour in (7, 8, 11, 12, 17, 18) for row in rows)
    assert 0.8 < at_meals / len(rows) < 1
    assert all(NOON - 7 * DAY <= row.created <= row.paid < NOON for row in rows)


def test_rows_of_the_last_minute():
    """No row is paid at the end of the span or later."""
    rows = list(listing_rows(200, days=0.001, ending=NOON, seed=1))
    assert max(row.paid for row in rows) == NOON - timedelta(seconds=1)


PEOPLE = [
    ("2013141516", "张三", Sex.MALE, IdentityType.STUDENT),
    ("20140548", "李四", Sex.FEMALE, IdentityType.STUDENT),
    ("20180911001", "欧阳娜娜", Sex.FEMALE, IdentityType.STUDENT),
    ("202000001", "王小明", Sex.MALE, IdentityType.STUDENT),
    ("T1998007", "赵老师", Sex.FEMALE, IdentityType.TEACHER),
    ("13800000000", "访客", Sex.UNKNOWN, IdentityType.TEMPORARY),
    ("20109999", "钱冻结", Sex.MALE, IdentityType.STUDENT),
]


def test_people_of_every_sandbox():
    """The seeded people never change, and only the last one's account is frozen."""
    told = [
        (person.user_no, person.user_name, person.sex, person.identity_type)
        for person in seeds.STUDENTS
    ]
    assert told == PEOPLE
    assert [person.frozen for person in seeds.STUDENTS] == [False] * 6 + [True]


FORMS_TIME = datetime(2019, 12, 3, 16, 55, 11, tzinfo=BEIJING)
ENGLISH_4, ENGLISH_6 = "英语四级报名费;", "英语六级报名费;"
UNPAID = (ENGLISH_4, 3000, OrderStatus.UNPAID, None)


@pytest.mark.parametrize(
    ("name", "number", "campus", "found"),
    [
        ("张三", "2013141516", "南校区", (ENGLISH_4, 3000, OrderStatus.PAID, PayType.WECHAT)),
        ("李四", "20140548", "北校区", (ENGLISH_6, 3500, OrderStatus.PAID, PayType.ALIPAY)),
        ("王小明", "202000001", "南校区", UNPAID),
    ],
)
async def test_forms_of_a_sandbox_that_has_some(name, number, campus, found):
    """Each seeded form is found by its fields, at the time of the document's example."""
    form = {"姓名": name, "学工号": number, "校区": campus}
    async with Sandbox(seed_forms=True) as gateway, connect(gateway) as client:
        (order,) = await client.order_query_form(form_data=form)
    assert (order.order_intro, order.fee, order.status, order.pay_type) == found
    assert (order.form_data, order.order_date) == (form, FORMS_TIME)
