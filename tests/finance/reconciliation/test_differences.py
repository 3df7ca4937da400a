"""Every kind of difference, each with the rows that make it one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .sides import (
    ALIPAY,
    DAY,
    NEXT,
    REFUND,
    Difference,
    booked,
    books,
    export,
    gateway,
    reconcile,
    told,
)

TWO_DAYS = (DAY, NEXT)


def compared(tmp_path, at_gateway, in_books, *, days=(DAY,), **options):
    """Compare these rows; return the kinds and amounts, and how many rows match."""
    open_days = options.pop("open_days", ())
    path = export(tmp_path, *at_gateway, days=days, open_days=open_days)
    result = reconcile(path, books(*in_books), days[0], days[-1], **options)
    return told(result), result.matched.rows


def test_equal_rows_match(tmp_path):
    """Rows of the same order, kind, amount, day and channel are no difference."""
    rows = [gateway("A", 100), gateway("A", 100, kind=REFUND)]
    assert compared(tmp_path, rows, [booked("A", 100), booked("A", 100, kind=REFUND)]) == ([], 2)


def test_missing_in_books(tmp_path):
    """The gateway's row is told when the books don't have it."""
    found = compared(tmp_path, [gateway("A", 100), gateway("B", 200)], [booked("A", 100)])
    assert found == ([(Difference.MISSING_IN_BOOKS, 200, None)], 1)


def test_missing_at_gateway(tmp_path):
    """The books' row is told when the gateway doesn't have it."""
    found = compared(tmp_path, [gateway("A", 100)], [booked("A", 100), booked("B", 200)])
    assert found == ([(Difference.MISSING_AT_GATEWAY, None, 200)], 1)


def test_amount_differs(tmp_path):
    """Rows of one order and kind are told together when their amounts differ."""
    found = compared(tmp_path, [gateway("A", 100)], [booked("A", 90)])
    assert found == ([(Difference.AMOUNT_DIFFERS, 100, 90)], 0)


def test_kind_differs(tmp_path):
    """A refund that was booked as a trade is told together with it."""
    found = compared(tmp_path, [gateway("A", 100, kind=REFUND)], [booked("A", 100)])
    assert found == ([(Difference.KIND_DIFFERS, 100, 100)], 0)


def test_channel_differs(tmp_path):
    """Equal rows by two channels are told together."""
    found = compared(tmp_path, [gateway("A", 100)], [booked("A", 100, channel=ALIPAY)])
    assert found == ([(Difference.CHANNEL_DIFFERS, 100, 100)], 0)


def test_equal_channels_come_first(tmp_path):
    """Of two equal trades each finds the one of its channel, in whatever order they are."""
    rows = [gateway("A", 100), gateway("A", 100, channel=ALIPAY)]
    found = compared(tmp_path, rows, [booked("A", 100, channel=ALIPAY), booked("A", 100)])
    assert found == ([], 2)


def test_unknown_channel_matches(tmp_path):
    """A row of the books without a channel matches either."""
    found = compared(tmp_path, [gateway("A", 100)], [booked("A", 100, channel=None)])
    assert found == ([], 1)


@pytest.mark.parametrize("number", [None, "", "-", "无"])
def test_unmatchable(tmp_path, number):
    """A row of the books without a number is told by itself."""
    found = compared(tmp_path, [gateway("A", 100)], [booked(number, 100), booked("A", 100)])
    assert found == ([(Difference.UNMATCHABLE, None, 100)], 1)


def test_unmatchable_at_the_gateway(tmp_path):
    """A row of the gateway's without a number is told by itself, and never meets another such."""
    found = compared(tmp_path, [gateway("", 100)], [booked("", 100)])
    assert sorted(found[0], key=str) == [
        (Difference.UNMATCHABLE, 100, None),
        (Difference.UNMATCHABLE, None, 100),
    ]


def test_refunded_twice(tmp_path):
    """The second of two equal refunds is told when the books have one."""
    rows = [gateway("A", 100), *[gateway("A", 30, kind=REFUND, number=n) for n in (2, 3)]]
    found = compared(tmp_path, rows, [booked("A", 100), booked("A", 30, kind=REFUND)])
    assert found == ([(Difference.REFUNDED_TWICE, 30, None)], 2)


def test_refunded_twice_on_two_days(tmp_path):
    """The equal refund may be of another day, where it matches."""
    rows = [
        gateway("A", 100),
        gateway("A", 30, kind=REFUND),
        gateway("A", 30, kind=REFUND, day=NEXT),
    ]
    mine = [booked("A", 100), booked("A", 30, kind=REFUND)]
    found = compared(tmp_path, rows, mine, days=TWO_DAYS)
    assert found == ([(Difference.REFUNDED_TWICE, 30, None)], 2)


def test_two_refunds_that_the_books_lack(tmp_path):
    """Two equal refunds are just missing when the books have neither: parts may be equal."""
    rows = [gateway("A", 100), *[gateway("A", 30, kind=REFUND, number=n) for n in (2, 3)]]
    found = compared(tmp_path, rows, [booked("A", 100)])
    assert found == ([(Difference.MISSING_IN_BOOKS, 30, None)] * 2, 1)


def test_over_refunded(tmp_path):
    """The refund by which more is refunded than was paid is told, the earlier one isn't."""
    rows = [
        gateway("A", 100),
        gateway("A", 60, kind=REFUND),
        gateway("A", 70, kind=REFUND, number=3),
    ]
    found = compared(tmp_path, rows, [booked("A", 100), booked("A", 60, kind=REFUND)])
    assert found == ([(Difference.OVER_REFUNDED, 70, None)], 2)


def test_over_refunded_with_a_partner(tmp_path):
    """An excess that the books have as well, or have smaller, is told with both amounts."""
    rows = [gateway("A", 100), gateway("A", 120, kind=REFUND, day=NEXT)]
    for amount in (120, 100):
        mine = [booked("A", 100), booked("A", amount, kind=REFUND, day=NEXT)]
        found = compared(tmp_path, rows, mine, days=TWO_DAYS)
        assert found == ([(Difference.OVER_REFUNDED, 120, amount)], 1)


def test_refund_of_an_earlier_trade(tmp_path):
    """A refund whose trade isn't in the range may be of any amount."""
    rows = [gateway("A", 500, kind=REFUND)]
    assert compared(tmp_path, rows, [booked("A", 500, kind=REFUND)]) == ([], 1)


def test_paid_twice(tmp_path):
    """The second trade of an order is told, whatever its amount and day."""
    rows = [gateway("A", 100), gateway("A", 150, day=NEXT)]
    found = compared(tmp_path, rows, [booked("A", 100)], days=TWO_DAYS)
    assert found == ([(Difference.PAID_TWICE, 150, None)], 1)


def test_paid_twice_and_never_booked(tmp_path):
    """Of two trades that the books lack the first is missing, the second is one too many."""
    found = compared(tmp_path, [gateway("A", 100), gateway("A", 100, number=2)], [])
    assert found == (
        [(Difference.MISSING_IN_BOOKS, 100, None), (Difference.PAID_TWICE, 100, None)],
        0,
    )


@pytest.mark.parametrize("day", [DAY, NEXT])
def test_duplicate_in_books(tmp_path, day):
    """A row that was booked twice is told, on the same day or on the next."""
    mine = [booked("A", 100), booked("A", 100, day=day)]
    found = compared(tmp_path, [gateway("A", 100)], mine, days=TWO_DAYS)
    assert found == ([(Difference.DUPLICATE_IN_BOOKS, None, 100)], 1)


def test_booked_twice_and_never_paid(tmp_path):
    """Two equal rows of which the gateway has none are both missing there."""
    found = compared(tmp_path, [], [booked("A", 100), booked("A", 100)])
    assert found == ([(Difference.MISSING_AT_GATEWAY, None, 100)] * 2, 0)


def test_other_day(tmp_path):
    """Equal rows a day apart are told together, either of them the earlier."""
    rows = [gateway("A", 100), gateway("B", 200, day=NEXT)]
    mine = [booked("A", 100, day=NEXT), booked("B", 200)]
    found = compared(tmp_path, rows, mine, days=TWO_DAYS)
    assert found == (
        [(Difference.OTHER_DAY, 100, 100), (Difference.OTHER_DAY, 200, 200)],
        0,
    )


def test_days_apart(tmp_path):
    """Rows that are further apart than was allowed are each missing on the other side."""
    days = [DAY + timedelta(days=n) for n in range(3)]
    rows, mine = [gateway("A", 100)], [booked("A", 100, day=days[2])]
    found = compared(tmp_path, rows, mine, days=days, days_apart=2)
    assert found[0] == [(Difference.OTHER_DAY, 100, 100)]
    assert [kind for kind, *_ in compared(tmp_path, rows, mine, days=days)[0]] == [
        Difference.MISSING_IN_BOOKS,
        Difference.MISSING_AT_GATEWAY,
    ]


def test_pending(tmp_path):
    """A row without a partner isn't final while its day is open, on either side."""
    rows, mine = [gateway("A", 100)], [booked("B", 200)]
    found = compared(tmp_path, rows, mine, open_days=[DAY])
    assert found[0] == [(Difference.PENDING, 100, None), (Difference.PENDING, None, 200)]


def test_pending_duplicate(tmp_path):
    """A second booking of an open day may still find its row at the gateway."""
    found = compared(
        tmp_path, [gateway("A", 100)], [booked("A", 100), booked("A", 100)], open_days=[DAY]
    )
    assert found[0] == [(Difference.PENDING, None, 100)]


def test_refunds_fee_may_be_negative(tmp_path):
    """A refund that the gateway lists with a negative fee matches by its size."""
    rows = [gateway("A", -100, kind=REFUND)]
    path = export(tmp_path, *rows)
    result = reconcile(path, books(booked("A", 100, kind=REFUND)), DAY, DAY)
    assert (told(result), result.matched.fee) == ([], 100)


def test_rows_without_a_day(tmp_path):
    """A row of the books without a time finds its partner on any day; others stay by day."""
    rows = [gateway("A", 100), gateway("B", 200, day=NEXT)]
    mine = [booked("B", 200, day=None), booked("A", 100, day=DAY)]
    assert compared(tmp_path, rows, mine, days=TWO_DAYS) == ([], 2)


def test_books_without_times(tmp_path):
    """Books without a column of times are compared over the range as one."""
    rows = [gateway("A", 100), gateway("B", 200, day=NEXT), gateway("C", 300, day=NEXT)]
    path = export(tmp_path, *rows, days=TWO_DAYS)
    mine = [booked("A", 100), booked("B", 210), booked("D", 400)]
    for each in mine:
        del each["时间"]
    result = reconcile(path, books(*mine), DAY, NEXT)
    assert sorted(told(result)) == [
        (Difference.AMOUNT_DIFFERS, 200, 210),
        (Difference.MISSING_AT_GATEWAY, None, 400),
        (Difference.MISSING_IN_BOOKS, 300, None),
    ]


def test_labels_are_the_finance_offices():
    """Every kind has its Chinese term."""
    assert Difference.OTHER_DAY.label == "隔日账"
    assert len({kind.label for kind in Difference}) == len(Difference) == 12


@pytest.mark.parametrize(
    ("at_gateway", "in_books", "surplus", "words"),
    [
        ([gateway("A", 150)], [], 150, "渠道多 1.50 元（长款）"),
        ([], [booked("A", 150)], -150, "账上多 1.50 元（短款）"),
        ([gateway("A", 150, kind=REFUND)], [], -150, "账上多 1.50 元（短款）"),
        ([gateway("A", 150)], [booked("A", 150, kind=REFUND)], 300, "渠道多 3.00 元（长款）"),
        ([gateway("A", 150)], [booked("A", 150, channel=ALIPAY)], 0, "双方金额相同"),
    ],
)
def test_who_has_more(tmp_path, at_gateway, in_books, surplus, words):
    """A difference says which side has more money, where a refund takes money away."""
    result = reconcile(export(tmp_path, *at_gateway), books(*in_books), DAY, DAY)
    (one,) = result.differences
    assert (one.surplus, one.who_has_more.to("zh")) == (surplus, words)


def test_records_of_both_sides(tmp_path):
    """A difference has both rows: the export's columns, and the books' with their line."""
    path = export(tmp_path, gateway("A", 100))
    result = reconcile(path, books(booked("Z", 1), booked("A", 90)), DAY, DAY)
    one = next(iter(result.differences))
    assert one.gateway is not None
    assert one.books is not None
    assert (one.gateway["id"], one.gateway["item_name"], one.gateway["fee"]) == (
        "00000001",
        "学费",
        100,
    )
    assert (one.books["line"], one.books["out_trade_no"], one.books["kind"]) == (2, "K1", "0")
    assert (one.app_id, one.day, one.order_id) == ("0058", DAY, "A")
