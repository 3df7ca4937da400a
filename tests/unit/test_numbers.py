"""Numbers that a caller gives as arguments: which are taken, and what is said of the others."""

from __future__ import annotations

from math import inf, nan

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async._numbers import duration, id_fault, whole_number


@pytest.mark.parametrize(
    ("given", "limits"),
    [(1, {}), (10**9, {}), (0, {"minimum": 0}), (7, {"minimum": 7, "maximum": 7})],
)
def test_whole_number(given, limits):
    """An int from the least to the greatest is taken; the least is 1 if not said otherwise."""
    assert whole_number("size", given, **limits) == given


@pytest.mark.parametrize(
    ("given", "limits", "said"),
    [
        (0, {}, "1 or more, got 0"),
        (True, {}, "1 or more, got True"),
        (1.0, {}, "1 or more, got 1.0"),
        ("1", {}, "1 or more, got '1'"),
        (6, {"minimum": 7}, "7 or more, got 6"),
        (8, {"minimum": 7, "maximum": 7}, "7 or more, at most 7, got 8"),
    ],
)
def test_no_whole_number(given, limits, said):
    """Anything else is refused, with the limits."""
    with pytest.raises(InvalidRequest) as caught:
        whole_number("size", given, **limits)
    assert str(caught.value) == f"size must be a whole number, {said}"


@pytest.mark.parametrize(
    ("given", "terms"),
    [
        (0.001, {}),
        (1, {}),
        (inf, {}),
        (0, {"zero": True}),
        (0.5, {"zero": True}),
        (9, {"maximum": 9}),
    ],
)
def test_duration(given, terms):
    """A length of time is a number above 0, or 0 where that may be, up to its maximum."""
    assert duration("pause", given, **terms) == given


@pytest.mark.parametrize(
    ("given", "terms", "said"),
    [
        (0, {}, "seconds above 0, got 0"),
        (-1, {}, "seconds above 0, got -1"),
        (nan, {}, "seconds above 0, got nan"),
        (True, {}, "seconds above 0, got True"),
        ("1", {}, "seconds above 0, got '1'"),
        (-1, {"zero": True, "unit": "days"}, "days, 0 or more, got -1"),
        (9.5, {"maximum": 9}, "seconds above 0, at most 9, got 9.5"),
        (10, {"zero": True, "maximum": 9}, "seconds, 0 or more, at most 9, got 10"),
    ],
)
def test_no_duration(given, terms, said):
    """Anything else is refused, with its unit and its limits."""
    with pytest.raises(InvalidRequest) as caught:
        duration("pause", given, **terms)
    assert str(caught.value) == f"pause must be {said}"


@pytest.mark.parametrize("number", ["1", "x" * 64, "学号 1", "\u200b1", "订单\xa0号"])
def test_number_of_an_order(number):
    """Up to 64 bytes of any text are a number, white space within included."""
    assert id_fault(number) is None


def test_number_of_any_length():
    """Where a database isn't asked to keep it, it may be as long as it is."""
    assert id_fault("x" * 10_000, None) is None


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
    """The rule that it breaks is said."""
    assert id_fault(number) == rule
