"""Numbers of orders, refunds and persons, which are text; and what may stand in a header."""

from __future__ import annotations

import pytest

from zhixiao_async.checks import header_text, id_rule


@pytest.mark.parametrize("number", ["1", "x" * 64, "学号 1", "\u200b1", "订单\xa0号"])
def test_number_of_an_order(number):
    """Up to 64 bytes of any text are a number, white space within included."""
    assert id_rule(number) is None


def test_number_of_any_length():
    """A number that no database has to keep may have any length."""
    assert id_rule("x" * 10_000, None) is None


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("", "must be text that isn't empty"),
        (1, "must be text that isn't empty"),
        ("\udcff", "must be valid Unicode text"),
        (" 1", "must have no white space around it"),
        *[
            (f"1{one}2", "must have no control character and no line break in it")
            for one in "\n\r\x00\x7f\x85\u2028\u2029"
        ],
        ("1\ufffd", "must be whole: U+FFFD in it stands for what was no character"),
        ("学" * 22, "must be at most 64 bytes in UTF-8 (this is 66)"),
    ],
)
def test_no_number_of_an_order(number, rule):
    """The broken rule is said."""
    assert id_rule(number) == rule


@pytest.mark.parametrize("value", ["", "a\nb", "a\x00", None, 7])
def test_no_text_of_a_header(value):
    """A header takes one line of text: a line break in it would begin another header."""
    assert header_text.broken(value) is not None


def test_text_of_a_header():
    """A header takes a line in any language."""
    assert header_text.broken("学校/1.0 (测试)") is None
