"""A made-up school: people, form orders, and listings as large as a canteen's day."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from ...endpoints import IdentityType, ListedOrder, ListedPayType, Mask, OperateType, PayType, Sex
from ...fields import BEIJING, JsonValue
from .listing import ListingRow, fields_of
from .orders import new_order_id
from .people import Student

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰", "涛", "明", "子涵", "诗琪")
_CANTEENS = ("华工南一饭堂", "华工南二饭堂", "北区食堂", "清真餐厅", "教工餐厅", "西湖苑")
_COUNTERS = ("1楼水吧", "1楼粥粉面", "2楼小炒", "2楼自选", "3楼风味", "超市")
_OTHER_ITEMS = ("学费", "住宿费", "报名缴费", "图书馆打印", "校医院挂号", "校园网续费")

_MEALS = ((7, 9), (11, 13), (17, 19))
_REFUNDS_PER_MILLE = 30
_FEES_PER_MILLE = 40
_PURCHASES = 2000
_ORDER_ID = "@order_id"

STUDENTS = (
    Student(user_no="2013141516", user_name="张三", sex=Sex.MALE),
    Student(user_no="20140548", user_name="李四", sex=Sex.FEMALE),
    Student(user_no="20180911001", user_name="欧阳娜娜", sex=Sex.FEMALE),
    Student(user_no="202000001", user_name="王小明", sex=Sex.MALE),
    Student(
        user_no="T1998007", user_name="赵老师", sex=Sex.FEMALE, identity_type=IdentityType.TEACHER
    ),
    Student(user_no="13800000000", user_name="访客", identity_type=IdentityType.TEMPORARY),
    Student(user_no="20109999", user_name="钱冻结", sex=Sex.MALE, frozen=True),
)
"""The people whom every sandbox knows; the last one's account is frozen."""


@attrs.frozen
class FormOrder:
    """An order made through a payment form, its fee in fen; paid if it has a ``pay_type``."""

    body: str
    total_fee: int
    form_data: Mapping[str, JsonValue]
    pay_type: PayType | None


FORMS_TIME = datetime(2019, 12, 3, 16, 55, 11, tzinfo=BEIJING)
"""Time when the forms were filled in, from the document's example."""

FORM_ORDERS = (
    FormOrder(
        "英语四级报名费", 3000, {"姓名": "张三", "学工号": "2013141516", "校区": "南校区"},
        PayType.WECHAT,
    ),
    FormOrder(
        "英语六级报名费", 3500, {"姓名": "李四", "学工号": "20140548", "校区": "北校区"},
        PayType.ALIPAY,
    ),
    FormOrder(
        "英语四级报名费", 3000, {"姓名": "王小明", "学工号": "202000001", "校区": "南校区"}, None
    ),
)  # fmt: skip
"""The orders that ``zhixiao sandbox`` finds by ``order_query_form``; the last one is unpaid."""


def listing_rows(count: int, *, days: float, ending: datetime, seed: int) -> Iterator[ListingRow]:
    """Yield trades and some refunds of earlier trades, oldest first; the same for the same seed.

    Args:
        count: Number of rows, refunds included.
        days: Number of days before ``ending`` over which they are spread.
        ending: Time that every row lies before, Beijing time.
        seed: Seed of the random numbers.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up data
    purchases = [_purchase(chance) for _ in range(min(count, _PURCHASES))]
    moments = sorted(_moment(chance, days, ending) for _ in range(count))
    last = ending - timedelta(seconds=1)
    refundable: tuple[str, _Purchase] | None = None
    for number, moment in enumerate(moments):
        if refundable and chance.randrange(1000) < _REFUNDS_PER_MILLE:
            order_id, purchase = refundable
            fields = purchase.refund.replace(_ORDER_ID, order_id, 1)
            yield ListingRow(mask=Mask.REFUND, created=moment, paid=moment, fields=fields)
            refundable = None
        else:
            order_id, purchase = new_order_id(moment, number), chance.choice(purchases)
            paid = min(moment + timedelta(seconds=chance.randrange(3, 90)), last)
            fields = purchase.trade.replace(_ORDER_ID, order_id, 1)
            yield ListingRow(mask=Mask.TRADE, created=moment, paid=paid, fields=fields)
            refundable = order_id, purchase


def _moment(chance: random.Random, days: float, ending: datetime) -> datetime:
    """Draw a time within the span, mostly at meals."""
    anywhere = ending - timedelta(seconds=chance.uniform(1, days * 86400))
    first, last = chance.choice(_MEALS)
    at_meal = anywhere.replace(hour=chance.randrange(first, last))
    inside = ending - timedelta(days=days) <= at_meal < ending
    return at_meal if inside else anywhere


@attrs.frozen
class _Purchase:
    """Fields of a trade and of its refund, with :data:`_ORDER_ID` for the order's number."""

    trade: str
    refund: str


def _purchase(chance: random.Random) -> _Purchase:
    fee, item, device = _item(chance)
    # A till also takes anonymous payments: the document's example has no user.
    known = chance.random() < 0.8
    name = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
    user_no = f"20{chance.randrange(13, 24)}{chance.randrange(10**6):06d}"
    trade = ListedOrder(
        order_id=_ORDER_ID,
        operate_type=OperateType.TRADE,
        pay_type=chance.choice((ListedPayType.WECHAT, ListedPayType.ALIPAY)),
        fee=fee,
        user_no=user_no if known else None,
        user_name=name if known else None,
        order_intro=f"{item};",
        device_no=device,
        item_id=f"dgNAoYZX6BGAAAAW{_number_of(item) % 10**6:06d}",
        item_name=item,
    )
    refund = attrs.evolve(trade, operate_type=OperateType.REFUND)
    return _Purchase(fields_of(trade), fields_of(refund))


def _item(chance: random.Random) -> tuple[int, str, str]:
    """Draw a price in fen, a payment item and a till's number, empty without one."""
    if chance.randrange(1000) < _FEES_PER_MILLE:
        return chance.randrange(50, 5001) * 100, chance.choice(_OTHER_ITEMS), ""
    till = chance.randrange(1, 9)
    item = f"{chance.choice(_CANTEENS)}{chance.choice(_COUNTERS)}{till}号机"
    device = f"etslink_9134201810220{_number_of(item) % 1000:03d}"
    return chance.randrange(20, 350) * 10, item, device


def _number_of(text: str) -> int:
    """Return a number for a text, the same in every process, unlike ``hash()``."""
    return sum(position * ord(letter) for position, letter in enumerate(text, start=1))
