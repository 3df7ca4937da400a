"""Rows of one id: one row if every field is equal, and never a row that vanishes if one isn't."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from zhixiao_async import ListedPayType, OperateType, WindowChanged

from .conftest import BEGIN, DAY

NOON = BEGIN + timedelta(hours=12)
MIDNIGHT = BEGIN + DAY
OTHER = {
    "order_id": "02",
    "fee": 160_000,
    "operate_type": OperateType.REFUND,
    "pay_type": ListedPayType.ALIPAY,
    "order_date": NOON + timedelta(seconds=1),
    "user_no": "7",
    "user_name": "secret name",
    "order_intro": "x",
    "remark": "x",
    "device_no": "x",
    "item_id": "x",
    "item_name": "x",
    "mch_code": "x",
    "unreadable": {"remark": "[]"},
}
differing = pytest.mark.parametrize("field", OTHER)


@pytest.fixture
def two(row):
    """Return a row, and another of its id that differs in one field."""

    def make(field, **fields):
        first = row(5, order_date=NOON, **fields)
        return first, attrs.evolve(first, **{field: OTHER[field]})

    return make


@pytest.fixture
def place(gateway, rows, instead):
    """Return a function that lists two rows: on one page, on two, in two windows or readings."""

    def put(where, first, other):
        few = rows(1, 4)
        gateway.windows = {
            "page": {0: [*few[:2], first, other]},
            "pages": {0: [few[0], first, few[1], other, *few[2:]]},
            "seam": {0: [*few[:2], first], 1: [other, *few[2:]]},
            "readings": {0: [first, *few]},
        }[where]
        if where == "readings":
            gateway.answers[0, 2] = [instead(page_no=9)]
            gateway.answers[0, 1] = [lambda page: page, instead(data=[other, few[0]])]

    return put


@differing
@pytest.mark.parametrize("where", ["page", "pages", "seam", "readings"])
async def test_rows_of_one_id_that_differ(place, two, read, where, field):
    """The error names the window and the id, and no other field of a row."""
    place(where, *two(field))
    error = (await read(2, concurrency=1)).error
    assert isinstance(error, WindowChanged)
    first = "2026-03-03" if where == "seam" else "2026-03-02"
    assert f"from {first} 00:00:00 to" in str(error)
    have = "and the window before it have" if where == "seam" else "has"
    assert f" {have} two rows of one id, '5', that differ" in str(error)
    assert "secret" not in str(error)
    assert "015" not in str(error)


async def test_rows_of_one_id_that_are_equal(gateway, row, rows, read):
    """Equal rows of one id are one row, whichever window lists them."""
    order = row(5, order_date=MIDNIGHT, user_no="7", remark="x")
    gateway.windows = {0: [*rows(1, 2), order], 1: [attrs.evolve(order), *rows(6, 7)]}
    reading = await read(2)
    assert reading.error is None
    assert reading.ids == [1, 2, 5, 6, 7]


@pytest.mark.parametrize(
    ("key", "shown"),
    [("7" * 64, "7" * 64), ("7" * 65, "7" * 64 + r"\u2026"), ("\n" * 99, r"\n" * 64 + r"\u2026")],
    ids=["64 digits", "65 digits", "lines"],
)
async def test_id_that_is_shown_is_cut(gateway, row, read, key, shown):
    """An id may be any text: it is shown on one line, and not without end."""
    gateway.windows = {0: [row(1, id=key), row(2, id=key)]}
    assert f"has two rows of one id, '{shown}', that differ" in str((await read()).error)


def of_days(row, *days):
    """Return orders whose ids count from 1 every day, each at a time of its own."""
    return [
        row(1000 * day + number, id=str(number), order_date=BEGIN + day * DAY + number * at)
        for day, at, numbers in days
        for number in numbers
    ]


HOUR = timedelta(hours=1)


@pytest.mark.parametrize("descending", [False, True])
async def test_ids_that_count_from_1_every_day(gateway, row, read, descending):
    """Another order of another day is another row, also where a window holds the next midnight."""
    first = of_days(row, (0, HOUR, range(1, 5)))
    at_midnight = of_days(row, (1, timedelta(0), [1]))
    second = of_days(row, (1, HOUR, range(2, 6)))
    windows = {0: first + at_midnight, 1: at_midnight + second}
    gateway.windows = {day: rows[:: -1 if descending else 1] for day, rows in windows.items()}
    reading = await read(2)
    assert reading.error is None
    fees = [order.fee for order in reading.orders]
    assert sorted(fees) == [1, 2, 3, 4, 1001, 1002, 1003, 1004, 1005]


async def test_ids_that_count_from_1_in_one_long_window(gateway, row, read):
    """Rows of a long window are told apart by their days, too."""
    gateway.windows = {0: of_days(row, (0, HOUR, range(1, 5)), (1, HOUR, range(1, 5)))}
    reading = await read(2, split=None)
    assert reading.error is None
    assert len(reading.orders) == 8


async def test_row_that_moved_to_another_day(gateway, row, read):
    """An order that is listed twice, with two dates, contradicts itself."""
    order = row(5, order_date=NOON)
    gateway.windows = {0: [order], 1: [attrs.evolve(order, order_date=NOON + DAY)]}
    assert isinstance((await read(2)).error, WindowChanged)


@pytest.mark.parametrize("undated", [0, 1])
async def test_row_without_a_date(gateway, row, read, undated):
    """A row without a date may be of any day, so another row of its id contradicts it."""
    dates = [NOON, NOON + DAY]
    dates[undated] = None
    gateway.windows = {day: [row(day, id="5", order_date=at)] for day, at in enumerate(dates)}
    reading = await read(2)
    assert [order.fee for order in reading.orders] == [0]
    assert isinstance(reading.error, WindowChanged)
