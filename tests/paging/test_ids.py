"""What is kept of a hundred thousand ids answers as a set of them would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhixiao_async._ids import Ids

IDS = st.sets(st.text("019a\0", max_size=4) | st.text(max_size=3), max_size=6)


@given(pages=st.lists(IDS, max_size=8), asked=st.lists(IDS, max_size=4))
def test_answers_as_a_set_does(pages, asked):
    """In whatever order the pages come, and whatever is in an id."""
    kept, model = Ids(), set()
    for page in pages:
        assert kept.has_none_of(page) is model.isdisjoint(page)
        if model.isdisjoint(page):
            kept.add(page)
            model |= page
        assert len(kept) == len(model)
    for ids in asked:
        assert kept.has_none_of(ids) is model.isdisjoint(ids)
    assert kept.each() == model


@given(pages=st.lists(IDS, max_size=8), extra=IDS)
def test_goes_on_after_the_ids_were_needed(pages, extra):
    """Once they are at hand they stay, and more can be added."""
    kept, model = Ids(), set()
    for page in pages:
        new = page - model
        kept.add(new)
        model |= new
    kept.each().update(extra)
    new = {one + "x" for one in extra} - model - extra
    kept.add(new)
    assert (len(kept), kept.each()) == (len(model | extra | new), model | extra | new)


def test_pages_in_order_are_kept_as_text():
    """No object for each id lies between the rows of the pages that follow."""
    kept = Ids()
    for start in (0, 1000, 2000):
        kept.add(set())
        page = {f"{number:08d}" for number in range(start, start + 1000)}
        assert kept.has_none_of(page)
        kept.add(page)
    assert kept._each is None
