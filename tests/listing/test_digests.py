"""Digests of a page's rows: made from the rows where the page brought none."""

from __future__ import annotations

from zhixiao_async.protocol.row_digests import digests_from, digests_of


def test_digests_that_the_page_brought(row, page):
    """Digests that were made with the rows aren't made again."""
    brought_page = page([row(1)], total=1)
    object.__setattr__(brought_page, "digests", brought := digests_from([(1, 2)]))
    assert digests_of(brought_page) is brought


def test_rows_that_differ_in_their_id_alone(row, page):
    """A page that has another row is another page."""
    alike = {"order_id": "01", "fee": 100}
    first, other = (digests_of(page([row(n, **alike)], total=1)) for n in (1, 2))
    assert first != other
    assert first == digests_of(page([row(1, **alike)], total=1))
