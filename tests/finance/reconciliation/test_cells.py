"""A cell of the books: what each form is read as, and what is refused."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from zhixiao_async.errors import InvalidRequest
from zhixiao_async.fields import Unreadable
from zhixiao_async.finance.reconciliation.values import read_amount, read_moment, read_number
from zhixiao_async.finance.reconciliation.words import channel_words, kind_words

AT = datetime(2026, 11, 2, 9, 5)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        *[("198", 19800), ("198.5", 19850), ("198.05", 19805), ("1,234.50", 123450)],
        *[("￥1,234,567.89", 123456789), ("¥ 8", 800), ("12.00元", 1200), ("+3", 300)],
        *[("-198.00", -19800), ("(1,234.50)", -123450), ("（5.00）", -500), ("－5", -500)],
        *[('="198.00"', 19800), ("'198", 19800), ("\t198 ", 19800), ("0", 0)],
        *[(19.8, 1980), (198, 19800), (Decimal("198.0000"), 19800), (-0.29, -29)],
    ],
)
def test_yuan(cell, fen):
    """Yuan become fen exactly, with their sign, in all the forms that finance offices write."""
    assert read_amount(cell, "yuan") == fen


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        *[("1.005", "two decimals"), ("1.500", "two decimals"), (0.1 + 0.2, "two decimals")],
        *[
            ("1,23.00", "no amount"),
            ("1.2E+05", "no amount"),
            ("", "no amount"),
            (None, "no amount"),
        ],
        *[("abc", "no amount"), (True, "no amount"), (math.nan, "no amount"), ("٣", "no amount")],
        *[(math.inf, "no amount"), (Decimal("NaN"), "no amount"), ("9" * 18, "no amount")],
        *[("1.2.3", "no amount"), ("--5", "no amount"), ("1 000", "no amount")],
    ],
)
def test_no_yuan(cell, rule):
    """What isn't exactly an amount is refused, never rounded or guessed."""
    with pytest.raises(Unreadable, match=rule):
        read_amount(cell, "yuan")


@pytest.mark.parametrize("cell", ["19800", "19,800", 19800, 19800.0, Decimal(19800)])
def test_fen(cell):
    """Fen are whole."""
    assert read_amount(cell, "fen") == 19800


@pytest.mark.parametrize("cell", ["198.00", 198.5])
def test_fen_with_decimals(cell):
    """Decimals in a column of fen say that its unit is yuan."""
    with pytest.raises(Unreadable, match="is the unit yuan"):
        read_amount(cell, "fen")


@pytest.mark.parametrize(
    "cell",
    [
        *["2026-11-02 09:05:00", "20261102090500", "2026-11-02T09:05:00", "2026-11-02 09:05"],
        *["2026/11/2 9:05", "2026/11/2 9:05:00", "2026.11.2 9:05", "2026年11月2日 9时5分"],
        *["2026-11-02T09:05:00+08:00", "2026-11-02T01:05:00Z", "'2026-11-02 09:05:00"],
        *["46328.378472222", 46328.378472222, 20261102090500, AT],
        datetime(2026, 11, 2, 1, 5, tzinfo=UTC),
    ],
)
def test_moment(cell):
    """A time is read from each form, as Beijing time."""
    assert read_moment(cell) == AT


@pytest.mark.parametrize(
    "cell",
    ["2026-11-02", "2026/11/2", "20261102", "2026年11月2日", date(2026, 11, 2), 46328, "46328"],
)
def test_day(cell):
    """A date alone is that day's midnight."""
    assert read_moment(cell) == datetime(2026, 11, 2)


@pytest.mark.parametrize(
    "cell", ["2026-02-31", "2026/13/1", "09:05", "yesterday", "123", True, "1e5"]
)
def test_no_moment(cell):
    """What is no time of the calendar is refused."""
    with pytest.raises(Unreadable, match="no time"):
        read_moment(cell)


@pytest.mark.parametrize("cell", ["", None, " ", math.nan, "-"])
def test_no_time_is_none(cell):
    """A blank is no time."""
    assert read_moment(cell) is None


@pytest.mark.parametrize("cell", ["0146", " 0146", "'0146", "\t0146", '="0146"', "‘0146"])
def test_number_without_its_protection(cell):
    """A number comes out of the forms that protect it from a spreadsheet."""
    assert read_number(cell) == "0146"


@pytest.mark.parametrize("cell", ["1.46E+15", "1.46e15", "1E+15", "146.0", "1460000000000000.00"])
def test_ruined_number(cell):
    """A number in a spreadsheet's notation is refused, with what to do."""
    with pytest.raises(Unreadable, match="export the books again with the column as text"):
        read_number(cell)


@pytest.mark.parametrize("cell", [146, 1.46e15])
def test_number_cell(cell):
    """A cell that is a number has lost its zeros, and is refused."""
    with pytest.raises(Unreadable, match="leading zeros"):
        read_number(cell)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *[("交易", "0"), ("收款", "0"), ("支付", "0"), ("0", "0"), (" Trade", "0"), (0, "0")],
        *[("退款", "1"), ("退费", "1"), ("1", "1"), ("REFUND", "1"), (1.0, "1"), ("划扣", "0")],
        ("冲正", None),
    ],
)
def test_kind(word, code):
    """Usual words and one's own name a kind; any other names none."""
    assert kind_words({"划扣": "trade"}).code(word) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *[("微信", "WX"), ("微信支付", "WX"), ("WX", "WX"), ("1", "WX"), ("wechat", "WX")],
        *[("支付宝", "AL"), ("AL", "AL"), ("2", "AL"), ("财付通", "WX"), ("现金", None)],
    ],
)
def test_channel(word, code):
    """Usual words and one's own name a channel; any other names none."""
    assert channel_words({"财付通": "wechat"}).code(word) == code


def test_own_word_for_nothing():
    """A word of one's own has to mean what is known."""
    with pytest.raises(InvalidRequest, match="kinds must be one of trade, refund"):
        kind_words({"划扣": "payment"})
