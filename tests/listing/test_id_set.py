"""A set of a hundred thousand ids answers as a mapping from each to its digests would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixiao_async.listing.batches import Batch
from zhixiao_async.listing.id_set import IdSet
from zhixiao_async.protocol.row_digests import digests_from

DIGESTS = st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(-9, 9))
ROWS = st.dictionaries(st.text("019a\0", max_size=4) | st.text(max_size=3), DIGESTS, max_size=6)


def batch(rows):
    """Return these ids with their digests."""
    return Batch(list(rows), digests_from(rows.values()))


@given(pages=st.lists(ROWS, max_size=8), asked=st.lists(ROWS, max_size=4))
def test_answers_as_a_mapping_does(pages, asked):
    """In whatever order the pages come, whatever is in an id, and whatever was asked between."""
    kept, model = IdSet(), {}
    for number, page in enumerate(pages):
        new = {row_id: digest for row_id, digest in page.items() if row_id not in model}
        if number % 2:
            assert kept.found(batch(page)) == {
                row_id: model[row_id] for row_id in page if row_id in model
            }
        kept.add(batch(new))
        model |= new
        assert len(kept) == len(model)
    for rows in asked:
        assert kept.found(batch(rows)) == {
            row_id: model[row_id] for row_id in rows if row_id in model
        }


ENDS = [("1", "3"), ("5", "7"), ("9",)]


@pytest.mark.parametrize("pages", [ENDS, ENDS[::-1]], ids=["up", "down"])
@pytest.mark.parametrize("row_id", ["1", "3", "5", "7", "9"])
def test_first_and_last_of_a_page_are_found(pages, row_id):
    """The first and last id are found alone, whether a page's ids rise or fall."""
    kept = IdSet()
    for page in pages:
        kept.add(batch({name: (int(name), 0) for name in page}))
    assert kept.found(batch({row_id: (0, 0)})) == {row_id: (int(row_id), 0)}


def page_of(first):
    """Return a thousand ids in their order."""
    return batch({f"{number:08d}": (number, -number) for number in range(first, first + 1000)})


def test_pages_in_order_are_kept_as_text():
    """No object for each id lies between the rows of the pages that follow."""
    kept = IdSet()
    for first in (0, 1000, 2000):
        page = page_of(first)
        assert kept.found(page) == {}
        kept.add(page)
    assert kept._places is None


def test_few_pages_are_taken_apart():
    """The ids of a seam are found without keeping those of the window before as objects."""
    kept = IdSet()
    for first in range(0, 9000, 1000):
        kept.add(page_of(first))
    assert len(kept.found(page_of(7500))) == 1000
    assert kept._places is None


@pytest.mark.parametrize("last", [2000, 8999], ids=["three pages", "all pages"])
def test_many_pages_are_taken_apart_for_good(last):
    """Ids in no order are looked up in one step each, however many pages there are."""
    kept = IdSet()
    for first in range(0, 9000, 1000):
        kept.add(page_of(first))
    assert len(kept.found(batch({f"{number:08d}": (number, -number) for number in (1, last)}))) == 2
    assert len(kept._places) == 9000
