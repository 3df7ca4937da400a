"""A range is read in windows that touch, to the second; bad arguments are refused at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixiao_async import BEIJING, InvalidRequest, OrderList
from zhixiao_async.listing.windows import Plan

BEGIN = datetime(2026, 3, 2, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def windows(begin, end, **options):
    """Return a function that splits a range into windows."""
    plan = Plan(begin_time=begin, end_time=end, page_size=1000, concurrency=4, **options)
    return list(plan.windows())


def test_range_is_split_by_the_day(plan):
    """A day is the default, and the last window is what is left."""
    found = windows(BEGIN, BEGIN + 60 * HOUR)
    assert found == [
        (BEGIN, BEGIN + 24 * HOUR),
        (BEGIN + 24 * HOUR, BEGIN + 48 * HOUR),
        (BEGIN + 48 * HOUR, BEGIN + 60 * HOUR),
    ]


@pytest.mark.parametrize("split", [{}, {"split": timedelta(days=1)}], ids=["default", "a day"])
def test_days_end_at_midnight(split):
    """Windows end at midnight, whatever the time of the range's start."""
    begin = BEGIN + 10 * HOUR + SECOND
    assert windows(begin, begin + 48 * HOUR, **split) == [
        (begin, BEGIN + 24 * HOUR),
        (BEGIN + 24 * HOUR, BEGIN + 48 * HOUR),
        (BEGIN + 48 * HOUR, begin + 48 * HOUR),
    ]


def test_midnight_is_that_of_beijing():
    """Midnight is that of Beijing, which is 16:00 UTC."""
    begin = datetime(2026, 3, 2, 15, 59, 58, tzinfo=UTC)
    assert windows(begin, begin + 4 * SECOND) == [
        (BEGIN + 24 * HOUR - 2 * SECOND, BEGIN + 24 * HOUR),
        (BEGIN + 24 * HOUR, BEGIN + 24 * HOUR + 2 * SECOND),
    ]


def test_range_within_a_day_is_one_window():
    """A range within a day doesn't reach to midnight."""
    assert windows(BEGIN + HOUR, BEGIN + 3 * HOUR) == [(BEGIN + HOUR, BEGIN + 3 * HOUR)]


def test_last_day_of_the_calendar():
    """The calendar's last day ends where no date is, and needs none."""
    end = datetime.max.replace(microsecond=0, tzinfo=BEIJING)
    assert windows(end - HOUR, end) == [(end - HOUR, end)]


def test_other_splits_count_from_the_beginning():
    """Other splits count from the range's start, whatever midnight."""
    begin = BEGIN + 20 * HOUR
    assert windows(begin, begin + 12 * HOUR, split=6 * HOUR) == [
        (begin, begin + 6 * HOUR),
        (begin + 6 * HOUR, begin + 12 * HOUR),
    ]
    assert len(windows(begin, begin + 96 * HOUR, split=48 * HOUR)) == 2


def test_exact_multiple_has_no_empty_window():
    """A range that ends on a seam ends there."""
    assert len(windows(BEGIN, BEGIN + 48 * HOUR)) == 2


def test_no_split_is_one_window():
    """``split=None`` reads the range as one, however long."""
    assert windows(BEGIN, BEGIN + 9000 * HOUR, split=None) == [(BEGIN, BEGIN + 9000 * HOUR)]


def test_split_longer_than_the_range():
    """A split beyond the range makes one window that ends with the range."""
    assert windows(BEGIN, BEGIN + HOUR, split=24 * HOUR) == [(BEGIN, BEGIN + HOUR)]


def test_split_of_a_second_and_a_half():
    """The part of a second is cut off: seams lie on whole seconds, as the wire's times do."""
    found = windows(BEGIN, BEGIN + 2 * SECOND, split=1.5 * SECOND)
    assert found == [(BEGIN, BEGIN + SECOND), (BEGIN + SECOND, BEGIN + 2 * SECOND)]


def test_split_of_a_second():
    """A second is the shortest split."""
    found = windows(BEGIN, BEGIN + 2 * SECOND, split=SECOND)
    assert found == [(BEGIN, BEGIN + SECOND), (BEGIN + SECOND, BEGIN + 2 * SECOND)]


def test_part_of_a_second_is_rounded_outwards():
    """The wire has whole seconds: none of the range may be lost."""
    micro = timedelta(microseconds=1)
    assert windows(BEGIN + micro, BEGIN + HOUR + micro, split=None) == [
        (BEGIN, BEGIN + HOUR + SECOND)
    ]


def test_whole_second_stays():
    """A whole second isn't rounded."""
    assert windows(BEGIN, BEGIN + SECOND) == [(BEGIN, BEGIN + SECOND)]


def test_range_within_a_second():
    """A range within a second is the second around it."""
    begin = BEGIN + timedelta(milliseconds=200)
    assert windows(begin, begin + timedelta(milliseconds=1)) == [(BEGIN, BEGIN + SECOND)]


def test_naive_times_are_beijing_times():
    """Naive times are Beijing times, as everywhere."""
    naive = BEGIN.replace(tzinfo=None)
    assert windows(naive, naive + HOUR) == [(BEGIN, BEGIN + HOUR)]


@pytest.mark.parametrize(
    "begin", [BEGIN.date(), "2026-03-02", "2026-03-02 00:00:00", "20260302000000"], ids=str
)
@pytest.mark.parametrize("end", [BEGIN.date(), "2026-03-02", "2026-03-03 00:00:00"], ids=str)
def test_days_and_the_documents_text(begin, end):
    """A range may be given by days, of which the last is part of it, or as the document does."""
    day = BEGIN, BEGIN + 24 * HOUR
    assert windows(begin, end) == [day]
    request = OrderList(begin_time=begin, end_time=end)
    assert (request.begin_time, request.end_time) == day


def test_moment_beyond_the_calendar_is_refused_by_its_name():
    """A moment that has no Beijing time in the calendar is refused as the argument that it is."""
    beyond = datetime.max.replace(tzinfo=UTC)
    with pytest.raises(InvalidRequest, match="begin_time must be in the calendar"):
        windows(beyond, BEGIN)


def test_other_zones_are_read_at_beijing():
    """The moment counts, and the window shows it at UTC+8."""
    ((begin, end),) = windows(BEGIN.astimezone(UTC), BEGIN.astimezone(UTC) + HOUR)
    assert (begin, end) == (BEGIN, BEGIN + HOUR)
    assert begin.utcoffset() == end.utcoffset() == 8 * HOUR


@given(
    offset=st.timedeltas(timedelta(0), timedelta(days=1)),
    length=st.timedeltas(timedelta(microseconds=1), timedelta(days=3)),
    split=st.none() | st.just(24 * HOUR) | st.timedeltas(timedelta(minutes=7), timedelta(days=2)),
)
def test_windows_touch_and_cover(offset, length, split):
    """Each window ends at the very second at which the next begins; together they hold it all."""
    begin = BEGIN + offset
    found = windows(begin, begin + length, split=split)
    assert found[0][0] <= begin < found[0][0] + SECOND
    assert found[-1][1] - SECOND < begin + length <= found[-1][1]
    assert all(window[1] == next_[0] for window, next_ in pairwise(found))
    assert all(start < end and end.microsecond == 0 for start, end in found)
    assert split is None or all(end - start <= split for start, end in found)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("begin_time", value) for value in (None, "2026-3-2", 0, "2026-02-30")],
        *[("end_time", value) for value in (None, "yesterday", BEGIN, BEGIN - SECOND, date.max)],
        *[("page_size", value) for value in (0, -1, True, 2.0, "2", None)],
        *[("concurrency", value) for value in (0, -1, True, 2.0, "2", None)],
        *[("split", value) for value in (timedelta(0), -HOUR, 0.9 * SECOND, 86400, "day")],
        *[("open_for", value) for value in (-SECOND, 65, None)],
    ],
    ids=lambda value: str(value),
)
def test_bad_argument_is_refused(plan, field, value):
    """The error names the argument."""
    with pytest.raises(InvalidRequest) as caught:
        plan(**{field: value})
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("begin_time", "2026-3-2", "text (2026-03-02 00:00:00), got '2026-3-2'"),
        ("end_time", BEGIN, "must be after begin_time, got '2026-03-02 00:00:00+08:00'"),
        ("open_for", 65, "must be a timedelta, 0 or more, got 65"),
        ("mask", "3", "a sequence of these, each once, or None, got '3'"),
    ],
)
def test_refusal_shows_what_was_given(plan, field, value, shown):
    """A refusal shows the value, so that nobody has to look for it."""
    with pytest.raises(InvalidRequest) as caught:
        plan(**{field: value})
    assert str(caught.value).startswith(f"{field} ")
    assert shown in str(caught.value)


def test_end_is_compared_at_beijing(plan):
    """A naive and an aware time are compared as the moments they mean."""
    with pytest.raises(InvalidRequest, match="end_time must be after begin_time"):
        plan(begin_time=BEGIN.replace(tzinfo=None), end_time=BEGIN.astimezone(UTC))


@pytest.mark.parametrize("micro", [1, 999_999])
def test_single_page_treats_part_of_a_second_alike(micro):
    """``order_list`` rounds outwards as well."""
    part = timedelta(microseconds=micro)
    request = OrderList(begin_time=BEGIN + part, end_time=BEGIN + HOUR + part)
    assert (request.begin_time, request.end_time) == (BEGIN, BEGIN + HOUR + SECOND)
    assert windows(BEGIN + part, BEGIN + HOUR + part) == [(request.begin_time, request.end_time)]


def test_last_second_of_the_calendar():
    """The calendar's last second can't be rounded up, and is refused by name."""
    for make in (OrderList, lambda **times: windows(times["begin_time"], times["end_time"])):
        with pytest.raises(InvalidRequest, match="end_time must be in the calendar"):
            make(begin_time=BEGIN, end_time=datetime.max.replace(tzinfo=BEIJING))
