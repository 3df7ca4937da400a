"""Amounts in fen and counts: what is refused, and the advice that is given."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

import zhixiao_async as z

from .requests import GOOD, refused


class Integer:
    """Like those of numpy, which are no ints."""

    def __index__(self):
        return 19800

    def __repr__(self):
        return "19800"


OF_EITHER_UNIT = [
    *(19800.0, Decimal(19800), Decimal("1.98E+4"), Decimal("19800.0"), Integer()),
    *("19800.0", " 19800", "19800\n", "+19800", b"19800", "１９８００"),
]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(z.OrderCreate, "total_fee"), (z.OrderRefund, "refund_fee"), (z.GoodsDetail, "price")],
)
@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (
            "19800",
            'int("19800") if it is fen, as the document writes it, fen("19800") if it is yuan',
        ),
        ("198.00", 'fen("198.00") turns yuan into fen'),
        ("19.8", 'fen("19.8") turns yuan into fen'),
        (19.8, 'fen("19.8") turns yuan into fen'),
        (Decimal("198.50"), 'fen("198.50") turns yuan into fen'),
        (Decimal("198.00"), 'fen("198.00") turns yuan into fen'),
        (Decimal("1E+15"), f'{10**15} if it is fen, fen("{10**15}") if it is yuan'),
        (Fraction(19800), 'fen("198.00") turns yuan into fen'),
        (Decimal("1E+5000"), 'fen("198.00") turns yuan into fen'),
        (Decimal("NaN"), 'fen("198.00") turns yuan into fen'),
        (b"\xff", 'fen("198.00") turns yuan into fen'),
        *((one, '19800 if it is fen, fen("19800") if it is yuan') for one in OF_EITHER_UNIT),
        ("198元", 'fen("198.00") turns yuan into fen'),
        (1e300, 'fen("198.00") turns yuan into fen'),
        (float("nan"), 'fen("198.00") turns yuan into fen'),
        (True, 'fen("198.00") turns yuan into fen'),
    ],
    ids=str,
)
def test_fen_refused(kind, name, value, hint):
    """An amount is an int of fen; the advice makes of this one what it is, and no hundredfold."""
    error = refused(kind, **{name: value})
    rule = f"must be a whole number of fen (an int; {hint})"
    assert (error.field, error.message) == (name, f"{name} {rule}, got {value!r}")


@pytest.mark.parametrize(
    ("kind", "name", "value", "least"),
    [
        (z.OrderCreate, "total_fee", 0, "of fen, at least 1"),
        (z.OrderCreate, "total_fee", -1, "of fen, at least 1"),
        (z.OrderRefund, "refund_fee", 0, "of fen, at least 1"),
        (z.GoodsDetail, "price", -1, "of fen, at least 0"),
        (z.GoodsDetail, "quantity", 0, ", at least 1"),
        (z.OrderList, "page_no", 0, ", at least 1"),
        (z.OrderList, "page_size", -5, ", at least 1"),
    ],
)
def test_number_too_small(kind, name, value, least):
    """A number below its least is refused."""
    error = refused(kind, **{name: value})
    assert error.field == name
    assert least in error.rule
    assert error.message.endswith(f"got {value}")


def test_largest_number():
    """Ten million million yuan, the greatest amount, is taken; one fen more is a slip."""
    assert z.OrderCreate(**GOOD[z.OrderCreate] | {"total_fee": 10**15}).total_fee == 10**15
    error = refused(z.OrderCreate, total_fee=10**15 + 1)
    assert error.rule.endswith("at least 1 and at most 1000000000000000")


def test_number_too_long_to_print_is_refused():
    """An amount of 5000 digits can't be written, and is refused by name."""
    assert refused(z.OrderCreate, total_fee=10**5000).field == "total_fee"


@pytest.mark.parametrize("name", ["quantity", "page_no", "page_size"])
@pytest.mark.parametrize("value", [1.0, True, "01", "1.0", "１"])
def test_count_refused(name, value):
    """A count is an int, or a page's number plain digits."""
    kind = z.GoodsDetail if name == "quantity" else z.OrderList
    assert refused(kind, **{name: value}).message == (
        f"{name} must be a whole number (an int), got {value!r}"
    )
