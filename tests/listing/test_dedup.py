"""The rules for rows that come twice, and the memory that they take."""

from __future__ import annotations

import tracemalloc

import pytest

from zhixiao_async.listing.dedup import Deduplicator

from .conftest import BEGIN, DAY


@pytest.fixture
def seen():
    return Deduplicator()


@pytest.fixture
def fresh(seen, page):
    """Return a function that takes a page's rows and returns those that are new."""
    return lambda rows: seen.take(page(rows, total=len(rows)))[0]


@pytest.fixture
def nameless(row):
    """Return a function that makes a row without an id."""
    return lambda number=1, **fields: row(number, id=None, **fields)


def test_new_rows_are_fresh(fresh, rows):
    """New rows come in their order."""
    assert fresh(rows(1, 3)) == rows(1, 3)


def test_id_again_on_a_later_page(fresh, rows):
    """A row that a page before had is dropped, the rest is kept."""
    fresh(rows(1, 3))
    assert fresh(rows(2, 5)) == rows(4, 5)


def test_id_again_behind_a_new_one(fresh, row, rows):
    """A row is dropped, too, where the page begins with a new one."""
    fresh(rows(1, 3))
    assert fresh([row(5), row(2), row(4)]) == [row(5), row(4)]


def test_id_again_on_the_second_day_of_a_window(fresh, row):
    """A window may hold several days, and every one of them is looked through."""
    days = [row(day, order_date=BEGIN + day * DAY) for day in range(3)]
    for order in days:
        fresh([order])
    assert [fresh([order]) for order in days] == [[], [], []]


@pytest.mark.parametrize("reverse", [False, True], ids=["oldest first", "newest first"])
def test_page_over_midnight(fresh, row, reverse):
    """A row is of its own day: an id that another row has on another day is new."""

    def page(*days):
        rows = [
            row(number, fee=10 * day + number, order_date=BEGIN + day * DAY)
            for number, day in enumerate(days)
        ]
        return rows[::-1] if reverse else rows

    for days in ((0, 1), (1, 0)):
        assert fresh(page(*days)) == page(*days)


def test_id_twice_on_a_page(fresh, row):
    """A row that comes twice on a page is yielded once."""
    assert fresh([row(1), row(2), row(1)]) == [row(1), row(2)]


def test_same_row_under_two_ids(fresh, row):
    """Two ids are two rows, however alike."""
    alike = {"order_id": "01", "fee": 100}
    assert len(fresh([row(1, **alike), row(2, **alike)])) == 2


def test_id_again_across_the_seam(seen, fresh, rows):
    """A row that the window before had included is dropped."""
    fresh(rows(1, 3))
    seen.next_window()
    assert fresh(rows(3, 5)) == rows(4, 5)


def test_id_of_the_window_before_last(seen, fresh, rows):
    """A row of the window before last is forgotten: it can't stand at this seam."""
    fresh(rows(1, 3))
    seen.next_window()
    fresh(rows(4, 5))
    seen.next_window()
    assert fresh(rows(1, 3)) == rows(1, 3)


def test_id_of_both_windows_counts_in_both(seen, fresh, rows):
    """Every different id of a window is counted, to be compared with its total."""
    fresh(rows(1, 3))
    seen.next_window()
    fresh(rows(3, 5))
    assert seen.count_ids() == 3


def test_id_twice_counts_once(seen, fresh, row):
    """A count of rows would hide that one is missing."""
    fresh([row(1), row(1), row(2)])
    assert seen.count_ids() == 2


def test_ids_survive_a_second_reading(seen, fresh, rows):
    """A row that was yielded before isn't fresh the second time."""
    fresh(rows(1, 3))
    seen.read_again()
    assert fresh(rows(1, 4)) == rows(4, 4)
    assert seen.count_ids() == 4


def test_equal_rows_without_id_in_a_window(fresh, nameless):
    """Two equal purchases are two, on one page and on two."""
    assert len(fresh([nameless(), nameless()])) == 2
    assert len(fresh([nameless()])) == 1


def test_equal_row_without_id_across_the_seam(seen, fresh, nameless):
    """An equal row across the seam is the same row, listed by both windows."""
    fresh([nameless(1)])
    seen.next_window()
    assert fresh([nameless(1), nameless(2)]) == [nameless(2)]


@pytest.mark.parametrize(
    "difference",
    [{"fee": 2}, {"order_id": "02"}, {"remark": "x"}, {"user_no": "7"}, {"mch_code": "m"}],
    ids=lambda difference: next(iter(difference)),
)
def test_nearly_equal_row_across_the_seam(seen, fresh, nameless, difference):
    """A difference in any field makes it another row."""
    fresh([nameless()])
    seen.next_window()
    assert len(fresh([nameless(**difference)])) == 1


@pytest.mark.parametrize(
    ("before", "after", "new"), [(1, 1, 0), (1, 3, 2), (2, 2, 0), (3, 1, 0), (0, 2, 2)]
)
def test_as_many_are_dropped_as_the_window_before_had(seen, fresh, nameless, before, after, new):
    """Equal rows across the seam are matched one by one."""
    fresh([nameless()] * before)
    seen.next_window()
    assert len(fresh([nameless()] * after)) == new


def test_row_of_two_seams(seen, fresh, nameless):
    """A row that a window drops still counts as that window's."""
    fresh([nameless()])
    seen.next_window()
    fresh([nameless()])
    seen.next_window()
    assert fresh([nameless()]) == []


@pytest.mark.parametrize(("first", "second", "new"), [(1, 1, 0), (1, 2, 1), (2, 3, 1), (0, 1, 1)])
def test_second_reading_without_ids(seen, fresh, nameless, first, second, new):
    """As many equal rows are dropped as the first reading had yielded."""
    fresh([nameless()] * first)
    seen.read_again()
    assert len(fresh([nameless()] * second)) == new


def test_second_reading_and_the_seam(seen, fresh, nameless):
    """Rows of the window before and of the first reading are dropped, each once."""
    fresh([nameless()])
    seen.next_window()
    fresh([nameless()] * 2)
    seen.read_again()
    assert len(fresh([nameless()] * 3)) == 1


def test_window_after_a_second_reading(seen, fresh, nameless):
    """The next window remembers the rows of both readings, once."""
    fresh([nameless()])
    seen.read_again()
    fresh([nameless()] * 2)
    seen.next_window()
    assert len(fresh([nameless()] * 3)) == 1


def test_rows_with_and_without_ids(fresh, row, nameless):
    """Rows of both kinds stand side by side on a page, each under its own rule."""
    page = [nameless(1), row(1), row(1), nameless(1), row(2)]
    assert fresh(page) == [nameless(1), row(1), nameless(1), row(2)]


@pytest.mark.parametrize("with_ids", [True, False], ids=["ids", "no ids"])
@pytest.mark.no_cover  # as tracing is slow beside tracemalloc
def test_memory_is_that_of_two_windows(seen, fresh, row, with_ids):
    """A hundred windows take hardly more memory than three."""

    def read_windows(first, last):
        for window in range(first, last):
            numbers = range(window * 200 + 10**6, window * 200 + 10**6 + 200)
            fresh([row(n, id=str(n) if with_ids else None) for n in numbers])
            seen.next_window()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        after_three = read_windows(0, 3)
        assert read_windows(3, 100) < after_three * 3
    finally:
        tracemalloc.stop()


@pytest.mark.no_cover
def test_memory_of_rows_without_id(seen, fresh, nameless):
    """A row without an id costs a digest, and not its own half kilobyte."""
    pages = [
        [nameless(number) for number in range(start, start + 500)] for start in range(0, 9000, 500)
    ]
    tracemalloc.start()
    try:
        for rows in pages:
            fresh(rows)
        assert tracemalloc.get_traced_memory()[0] < 9000 * 40
    finally:
        tracemalloc.stop()
