"""Numbers that a caller gives as arguments: which are taken, and what is said of the others."""

from __future__ import annotations

from math import inf, nan

import pytest

from zhixiao_async.checks import duration, number, seconds_or_none, whole


@pytest.mark.parametrize(
    ("given", "limits"),
    [(1, {}), (10**9, {}), (0, {"minimum": 0}), (7, {"minimum": 7, "maximum": 7})],
)
def test_whole_number(given, limits):
    """An int from the least to the greatest is taken; the least is 1 if not said otherwise."""
    assert whole(**limits).broken(given) is None


@pytest.mark.parametrize(
    ("given", "limits", "rule"),
    [
        (True, {}, "must be a whole number (an int)"),
        (1.0, {"unit": "bytes"}, "must be a whole number of bytes (an int)"),
        ("1", {"minimum": 7}, "must be a whole number (an int)"),
        (0, {}, "must be a whole number, 1 or more"),
        (6, {"minimum": 7}, "must be a whole number, 7 or more"),
        (8, {"minimum": 6, "maximum": 7}, "must be a whole number, at least 6 and at most 7"),
        (0, {"unit": "fen"}, "must be a whole number of fen, 1 or more"),
    ],
)
def test_no_whole_number(given, limits, rule):
    """Any other value is refused, a number with the limits."""
    assert whole(**limits).broken(given) == rule


@pytest.mark.parametrize("given", [0, 0.5, 1])
def test_number(given):
    """A number of either type is taken, its limits included."""
    assert number(minimum=0, maximum=1).broken(given) is None


@pytest.mark.parametrize("given", [-0.1, inf, nan, True, "0", None])
@pytest.mark.parametrize(
    ("limits", "rule"),
    [({}, "must be a number, 0 or more"), ({"maximum": 1}, "at least 0 and at most 1")],
)
def test_no_number(given, limits, rule):
    """Neither infinity nor a bool is a number."""
    assert rule in number(minimum=0, **limits).broken(given)


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
    assert duration(**terms).broken(given) is None


@pytest.mark.parametrize(
    ("given", "terms", "rule"),
    [
        *[(given, {}, "must be seconds above 0") for given in (0, -1, nan, True, "1")],
        (-1, {"zero": True, "unit": "days"}, "must be days, 0 or more"),
        (9.5, {"maximum": 9}, "must be seconds above 0, at most 9"),
        (10, {"zero": True, "maximum": 9}, "must be seconds, at least 0 and at most 9"),
    ],
)
def test_no_duration(given, terms, rule):
    """Any other value is refused, with the unit and the limits."""
    assert duration(**terms).broken(given) == rule


@pytest.mark.parametrize(("given", "fits"), [(None, True), (0.1, True), (0, False), (inf, False)])
def test_seconds_or_none(given, fits):
    """A time limit is above 0 and finite, or there is no limit."""
    rule = None if fits else "must be seconds above 0, or None"
    assert seconds_or_none.broken(given) == rule


@pytest.mark.parametrize(
    ("check", "given", "text"),
    [
        (whole(unit="fen"), 0, "必须是不小于 1 的整数（以分为单位）"),
        (whole(unit="fen"), "19800", '请写 int("19800")；单位为元请写 fen("19800")'),
        (duration(maximum=9), 10, "必须是大于 0 且不超过 9 的秒数"),
    ],
)
def test_in_chinese(check, given, text):
    """The unit and the advice are told in Chinese as well."""
    assert text in check.broken(given).to("zh")
