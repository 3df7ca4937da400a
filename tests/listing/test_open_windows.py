"""Windows that may still change: which they are, and since when that is known."""

from __future__ import annotations

from contextlib import aclosing
from datetime import datetime, timedelta

import attrs
import pytest

from zhixiao_async import BEIJING
from zhixiao_async.listing import windows

BEGIN = datetime(2026, 3, 2, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("since", "is_open"),
    [
        (timedelta(hours=-1), True),
        (timedelta(0), True),
        (timedelta(minutes=64, seconds=59), True),
        (timedelta(minutes=65), False),
        (timedelta(days=1), False),
    ],
    ids=str,
)
def test_window_is_open_for_65_minutes(monkeypatch, plan, since, is_open):
    """An order stays payable for an hour after the window's end."""
    day, end = plan(), BEGIN + 24 * HOUR
    monkeypatch.setattr(windows, "datetime", stopped_at(end + since))
    assert day.is_open(end) is is_open


def test_open_for_is_the_callers_choice(monkeypatch, plan):
    """A caller who knows the gateway better says how long a window is open."""
    briefly, long = plan(open_for=timedelta(0)), plan(open_for=HOUR)
    monkeypatch.setattr(windows, "datetime", stopped_at(BEGIN + SECOND))
    assert (briefly.is_open(BEGIN), long.is_open(BEGIN)) == (False, True)


async def test_page_says_whether_its_window_is_open(gateway, rows, read):
    """A day long ago is closed; one that hasn't ended is open."""
    gateway.windows = {0: rows(1, 1)}
    (long_ago,) = (await read(open_for=timedelta(0))).pages
    (to_come,) = (await read(end_time=datetime(9000, 1, 1), split=None)).pages
    assert (long_ago.is_open, to_come.is_open) == (False, True)


async def test_open_is_what_was_asked_for_while_open(gateway, rows, pages_of, monkeypatch):
    """A window stays open for all its pages, however long its reader takes."""
    gateway.windows = {0: rows(1, 20)}
    async with aclosing(pages_of()) as pages:
        monkeypatch.setattr(windows, "datetime", stopped_at(BEGIN + 24 * HOUR))
        first = await anext(pages)
        monkeypatch.setattr(windows, "datetime", stopped_at(BEGIN + 26 * HOUR))
        later = [page async for page in pages]
    assert [page.is_open for page in (first, *later)] == [True] * 10


async def test_window_asked_for_ahead_was_open_then(gateway, row, pages_of, monkeypatch):
    """A window is open if it was when its first page was asked for."""
    gateway.windows = {day: [row(day)] for day in range(3)}
    async with aclosing(pages_of(3, open_for=100 * HOUR)) as pages:
        monkeypatch.setattr(windows, "datetime", stopped_at(BEGIN + 72 * HOUR))
        first = await anext(pages)
        second = await anext(pages)
        assert gateway.asked == [(0, 1), (1, 1), (2, 1)]
        monkeypatch.setattr(windows, "datetime", stopped_at(BEGIN + 999 * HOUR))
        third = await anext(pages)
    assert [page.is_open for page in (first, second, third)] == [True] * 3


async def test_window_that_is_read_again_when_it_has_closed(gateway, rows, pages_of, monkeypatch):
    """A second reading is final if the window has closed by then."""
    gateway.windows = {0: rows(1, 6)}
    gateway.answers[0, 2] = [lambda page: attrs.evolve(page, page_no=9)]
    async with aclosing(pages_of()) as pages:
        monkeypatch.setattr(windows, "datetime", stopped_at(BEGIN + 24 * HOUR))
        first = await anext(pages)
        monkeypatch.setattr(windows, "datetime", stopped_at(BEGIN + 26 * HOUR))
        again = [page async for page in pages]
    assert first.is_open
    assert [(page.page_no, page.is_open) for page in again] == [(1, False), (2, False), (3, False)]


def stopped_at(moment):
    """Return a datetime class whose clock stands."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    return Stopped
