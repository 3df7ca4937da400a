"""One reading of a window by itself: when it adds up, and the text where it doesn't."""

from __future__ import annotations

import attrs
import pytest

from zhixiao_async.listing.consistency import ConsistencyCheck
from zhixiao_async.listing.dedup import Deduplicator


@pytest.fixture
def listed(row, page):
    """Return a function that makes a page of two rows; a number below 0 has no id."""

    def make(page_no, total, *numbers):
        rows = [row(abs(number), id=str(number) if number > 0 else None) for number in numbers]
        return page(rows, page_no, total=total)

    return make


@pytest.fixture
def read(listed):
    """Return a function that takes pages, each as its total and its rows."""

    def take(*pages, in_turn=False, is_open=True):
        reading = ConsistencyCheck(2, Deduplicator(), in_turn)
        for page_no, numbers in enumerate(pages, 1):
            page = listed(page_no, *numbers)
            reading.take(page, page_no)
            if page_no == 1 and is_open:
                reading.remember_page_1(page)
        return reading

    return take


@pytest.fixture
def reread(listed):
    """Return a function that rereads pages; it returns the numbers of the new rows on each."""

    def take(reading, *pages):
        found = []
        for page_no, numbers in enumerate(pages, 1):
            found.append([row.fee for row in reading.reread(listed(page_no, *numbers), page_no)])
            assert reading.reread_goes_on() is (page_no < len(pages))
        return found

    return take


STILL = (4, 4, 3), (4, 2, 1)
MOVED = (4, 4, 3), (5, 3, 2), (5, 1)


def test_rows_that_are_as_many_as_the_total(read):
    """A reading adds up before any page is read again."""
    assert read(*STILL).difference() == ""


def test_rows_that_move_down(read):
    """No row is left out if full pages are read one after the other."""
    reading = read(*MOVED, in_turn=True)
    assert reading.grows
    assert reading.difference() == ""


LEFT_OUT = {
    "pages were asked for at a time": (MOVED, {"in_turn": False}),
    "the window is closed": (MOVED, {"is_open": False}),
    "a page is short": (((4, 4, 3), (5, 3), (5, 1)), {}),
    "the total fell": (((5, 5, 4), (6, 4, 3), (5, 1)), {}),
    "none came": (((4, 4, 3), (4, 3, 2)), {}),
}


@pytest.mark.parametrize(("pages", "options"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_rows_that_may_be_left_out(read, pages, options):
    """Whatever else happens, the rows must be as many as the total."""
    reading = read(*pages, **{"in_turn": True} | options)
    assert reading.odd == ""
    assert "different rows came" in reading.difference()


def test_page_whose_rows_all_came_before(read, listed):
    """A page without a new row is fine if as many rows came meanwhile."""
    reading = read((4, 4, 3))
    assert reading.take(listed(2, 6, 4, 3), 2) == []
    assert reading.odd == ""


def test_page_whose_rows_all_came_before_though_fewer_came(read, listed):
    """A page without a new row is the page before it once more if fewer came."""
    reading = read((4, 4, 3))
    assert reading.take(listed(2, 5, 4, 3), 2) is None
    assert reading.odd == "page 2 has no row that a page before it hadn't"


COUNTED = {
    "one is missing": (((3, 1, -2),), "total_size is 3, and 2 different rows came"),
    "one came twice": (
        ((5, 1, -2), (5, 1, 3), (5, 4)),
        "total_size is 5, and 4 different rows came, 1 of them twice",
    ),
}


@pytest.mark.parametrize(("pages", "said"), COUNTED.values(), ids=COUNTED)
def test_rows_of_both_kinds_are_counted(read, pages, said):
    """Rows with an id and rows without one are counted together."""
    assert read(*pages).difference() == said


NOT_BELIEVED = {
    "last page without rows": (3, 5, (), 3, "page 3 of 3 holds no rows"),
    "a page too few": (1, 4, (4, 3), 1, "total_page is 1, and total_size 4"),
    "a page too many": (1, 2, (2, 1), 2, "total_page is 2, and total_size 2"),
    "two pages of nothing": (1, 0, (), 2, "total_page is 2, and total_size 0"),
}


@pytest.mark.parametrize(
    ("page_no", "total", "rows", "total_page", "said"), NOT_BELIEVED.values(), ids=NOT_BELIEVED
)
def test_page_that_isnt_believed(read, listed, page_no, total, rows, total_page, said):
    """A page whose own numbers contradict each other isn't believed."""
    reading = read()
    page = attrs.evolve(listed(page_no, total, *rows), total_page=total_page)
    assert reading.take(page, page_no) is None
    assert reading.odd == said


@pytest.mark.parametrize(
    ("page_no", "total", "total_page"), [(1, 0, 0), (1, 0, 1), (3, 4, 2)], ids=str
)
def test_page_that_may_be_empty(read, listed, page_no, total, total_page):
    """A page may be empty if it is the only one, or behind the last since rows left."""
    reading = read()
    page = attrs.evolve(listed(page_no, total), total_page=total_page)
    assert reading.take(page, page_no) == []
    assert reading.odd == ""


def test_total_that_changes_where_rows_have_no_id(read, listed):
    """A total may not change where a moved row can't be told from another."""
    reading = read((4, -4, -3))
    assert reading.take(listed(2, 5, -3, -2), 2) is None
    assert reading.odd == "total_size changed to 5 during the reading"


def test_reread_of_rows_that_stand_still(read, reread):
    """One page is enough where nothing moved."""
    reading = read(*STILL)
    assert reread(reading, (4, 4, 3)) == [[]]
    assert reading.end_reread()
    assert reading.difference() == ""


def test_reread_when_rows_came_behind(read, reread):
    """A reread ends once all that was there when the last page came is known."""
    reading = read((4, 1, 2), (4, 3, 4))
    assert reread(reading, (7, 1, 2)) == [[]]
    assert reading.end_reread()
    assert reading.difference() == ""


def test_reread_when_one_came_in_front(read, reread):
    """A new row is on page 1, and page 2 shows that no row of page 1 has left."""
    reading = read(*MOVED)
    assert reread(reading, (5, 5, 4), (5, 3, 2)) == [[5], []]
    assert reading.end_reread()
    assert reading.difference() == ""


def test_reread_that_finds_rows_further_down(read, reread):
    """Page 1 is read once more, as more rows may have come meanwhile."""
    reading = read(*MOVED)
    assert reread(reading, (7, 7, 6), (7, 5, 4), (7, 3, 2)) == [[7, 6], [5], []]
    assert not reading.end_reread()
    assert reread(reading, (7, 7, 6)) == [[]]
    assert reading.end_reread()
    assert reading.difference() == ""


def test_reread_that_leaves_rows_unknown(read, reread):
    """A reread goes on while rows are unknown, though page 2 had no new one."""
    reading = read(*MOVED)
    assert reread(reading, (7, 7, 4), (7, 3, 2)) == [[7], []]
    assert not reading.end_reread()
    assert reading.difference().startswith("total_size is 7, and 5 different rows came")


def test_row_that_leaves_between_two_rereads(read, reread, listed):
    """The second reread looks for the rows that the first found on page 1."""
    reading = read(*MOVED)
    reread(reading, (7, 7, 4), (7, 3, 2))
    assert not reading.end_reread()
    assert reading.reread(listed(1, 7, 6, 5), 1) is None
    assert reading.odd == "page 1 had other rows when the last page had come"


ODD_REREADS = {
    "fewer rows": ((1, 3, 4, 3), "total_size fell to 3 during the reading"),
    "others": ((1, 4, 3, 2), "page 1 had other rows when the last page had come"),
    "one without an id": ((1, 5, -5, 4), "a row without an id came during the reading"),
    "two without an id": ((1, 6, -6, -5), "a row without an id came during the reading"),
    "all of that": ((2, 3, -5, 2), "asked for page 1, got page 2"),
}


@pytest.mark.parametrize(("listing", "said"), ODD_REREADS.values(), ids=ODD_REREADS)
def test_odd_reread(read, listed, listing, said):
    """The first oddity of a reread is named, and ends it."""
    reading = read(*STILL)
    assert reading.reread(listed(*listing), 1) is None
    assert reading.odd == reading.difference() == said
    assert not reading.reread_goes_on()
    assert reading.end_reread()


@pytest.mark.parametrize(("rows", "orders"), [((-4, -3), []), ((-3, -4), None)])
def test_reread_of_rows_without_id(read, listed, rows, orders):
    """Rows without an id must stand as they did, and the reread ends at page 1."""
    reading = read((4, -4, -3), (4, -2, -1))
    assert reading.reread(listed(1, 4, *rows), 1) == orders
    assert bool(reading.odd) is (orders is None)
    assert not reading.reread_goes_on()
    assert reading.end_reread()
