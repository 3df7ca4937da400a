"""The requests that the other tests spoil, and what their errors name and show."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

import zhixiao_async as z

from .requests import GOOD, refused


@pytest.mark.parametrize("kind", GOOD, ids=lambda kind: kind.__name__)
def test_good_request_is_made(kind):
    """The requests that the other tests spoil are good as they are."""
    assert kind(**GOOD[kind]) == kind(**GOOD[kind])


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (z.OrderCreate, "out_trade_no", "1 "),
        (z.OrderCreate, "out_trade_no", "1" * 129),
        (z.OrderCreate, "total_fee", 0),
        (z.OrderCreate, "pay_type", 3),
        (z.OrderList, "begin_time", None),
        (z.OrderList, "mask", True),
    ],
)
def test_what_was_given_is_shown(kind, name, value):
    """An error shows the value that the program gave, or its first 77 characters."""
    error, shown = refused(kind, **{name: value}), repr(value)
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    assert error.message == f"{name} {error.rule}, got {shown}"


def test_moment_outside_the_calendar_is_shown():
    """A time outside the calendar is shown as a date, which says what is wrong with it."""
    late = datetime.max.replace(microsecond=0, tzinfo=timezone(timedelta(hours=-1)))
    for end in late, datetime.max:
        assert refused(z.OrderList, end_time=end).message == (
            f"end_time must be in the calendar, got '{end}'"
        )


def test_error_names_path_and_number():
    """The error says which call and which order it is about."""
    error = refused(z.OrderCreate, total_fee=1.5)
    assert (error.path, error.out_trade_no) == ("/pay_api/order_create", "20881")
