"""Page 1 read once more: whether a row of it left, or went down behind those that came."""

from __future__ import annotations

import pytest

from zhixiao_async.listing.reread import FirstPage


@pytest.fixture
def first(row, page):
    """Return page 1 of two rows with ids and one without."""
    return FirstPage.of(page([row(1), row(2), row(3, id=None)], size=3, total=9))


FOUND = {
    "as it was": ([1, 2], 9, 2, True),
    "in another order": ([2, 1], 9, 2, True),
    "one is gone": ([1, 4], 9, 2, False),
    "one came, and moved one down": ([5, 1], 10, 2, True),
    "one came, and the place of the other is past": ([5, 1], 10, 3, False),
    "two came, and moved both down": ([6, 5], 11, 3, True),
    "two came, and their places are past": ([6, 5], 11, 4, False),
}


@pytest.mark.parametrize(("ids", "total", "place", "found"), FOUND.values(), ids=FOUND)
def test_rows_of_page_1(rows, row, page, ids, total, place, found):
    """Rows of page 1 are looked for as far down as rows came, and no further."""
    first = FirstPage.of(page(rows(1, 2), total=9))
    assert first.find(page([row(number) for number in ids], total=total), place) is found


def test_rows_of_page_1_on_two_pages(rows, page):
    """Rows that were found needn't be found again."""
    first = FirstPage.of(page(rows(1, 2), total=9))
    assert first.find(page(rows(0, 1), total=10), 2)
    assert first.missing == {"2"}
    assert first.find(page(rows(2, 3), 2, total=10), 4)
    assert first.missing == set()


@pytest.mark.parametrize(
    ("with_id", "without", "equal"),
    [
        ((1, 2), (3,), True),
        ((2, 1), (3,), True),
        ((1, 4), (3,), False),
        ((1, 2), (4,), False),
        ((1, 2), (), False),
        ((1,), (3,), False),
    ],
)
def test_page_with_rows_without_id(first, row, page, with_id, without, equal):
    """A page must have the same rows still, of either kind."""
    rows = [row(number) for number in with_id] + [row(number, id=None) for number in without]
    assert first.equals(page(rows, size=3, total=9)) is equal


def test_order_of_rows_without_id(row, page):
    """The order of rows without an id tells whether one left and another came."""
    one_row, other = row(1, id=None), row(2, id=None)
    first = FirstPage.of(page([one_row, other], total=4))
    assert first.equals(page([one_row, other], total=4))
    assert not first.equals(page([other, one_row], total=4))
