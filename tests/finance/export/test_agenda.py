"""An export gives a merchant up after some days that fail, and no other merchant with it."""

from __future__ import annotations

from datetime import datetime

import pytest

from zhixiao_async import BEIJING
from zhixiao_async.finance.export.agenda import Agenda
from zhixiao_async.finance.export.export_day import DayResult, DayState, DayTask

from .conftest import BEGIN, DAY


def tasks(merchant, number):
    begun_at = datetime(2026, 4, 1, tzinfo=BEIJING)
    for n in range(number):
        yield DayTask(
            merchant=merchant,
            day=BEGIN + n * DAY,
            read_again=False,
            begun_at=begun_at,
            page_size=1000,
            concurrency=1,
        )


FAILED, WRITTEN = DayState.FAILED, DayState.WRITTEN


def record(agenda, *states):
    """Begin a day for each state, and record them only then, as days in hand at once would be."""
    days = [next(agenda).day for _ in states]
    for day, state in zip(days, states, strict=True):
        agenda.record(DayResult(merchant="A_", day=day, state=state))


@pytest.mark.parametrize(
    ("states", "tried", "not_tried"),
    [
        ([FAILED, FAILED], 8, 0),
        ([FAILED, FAILED, WRITTEN, FAILED, FAILED], 5, 0),
        ([FAILED, FAILED, FAILED], 0, 7),
        ([FAILED, FAILED, FAILED, WRITTEN], 0, 6),
    ],
    ids=["two", "three, not in a row", "three", "a late success"],
)
def test_failures_in_a_row_end_a_merchants_export(states, tried, not_tried):
    """Three failures in a row do, whatever a day says that was in hand by then."""
    agenda = Agenda(tasks("A_", 10))
    record(agenda, *states)
    assert (len([*agenda]), agenda.report().not_tried) == (tried, not_tried)


def test_other_merchants_go_on():
    """One merchant's failures cost no other merchant a day."""
    agenda = Agenda(task for name in ("A_", "B_") for task in tasks(name, 5))
    record(agenda, FAILED, FAILED, FAILED)
    assert [task.merchant for task in agenda] == ["B_"] * 5
    assert agenda.report().not_tried == 2
