"""Rows as two numbers each: enough to tell later whether a row of the same id was equal.

Two numbers take 16 bytes for as long as the id may come again, a row half a kilobyte. They are
Python's hashes, which differ from process to process: they are compared, and never stored.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TypeAlias

import attrs

from ..endpoints.order_list import ListedOrder, OrderListResult
from ..fields import write_time

Digest: TypeAlias = tuple[int, int]
"""The hashes of every field but ``order_date``, and of ``order_date``."""


def _numbers() -> array[int]:
    return array("q")


@attrs.frozen
class Digests:
    """The digests of some rows, in the rows' order, 16 bytes a row.

    Attributes:
        contents: The hashes of every field but ``order_date``.
        moments: The hashes of ``order_date``.
    """

    contents: array[int] = attrs.field(factory=_numbers)
    moments: array[int] = attrs.field(factory=_numbers)

    def __len__(self) -> int:
        return len(self.contents)

    def __getitem__(self, position: int) -> Digest:
        return self.contents[position], self.moments[position]

    def extend(self, more: Digests) -> None:
        """Add more rows' digests."""
        self.contents.extend(more.contents)
        self.moments.extend(more.moments)

    def pick(self, positions: Iterable[int]) -> Digests:
        """Return the digests of some of the rows."""
        return digests_from(self[position] for position in positions)


def digests_from(each: Iterable[Digest]) -> Digests:
    """Return the same digests as arrays."""
    digests = Digests()
    for content, moment in each:
        digests.contents.append(content)
        digests.moments.append(moment)
    return digests


def digests_of(page: OrderListResult) -> Digests:
    """Return the digests of a page's rows, in their order.

    The fast path (:mod:`.listing_page`) has made equal ones on its way.
    """
    made = getattr(page, "digests", None)
    if isinstance(made, Digests):
        return made
    return digests_from(map(digest_of, page.data))


def digest_of(row: ListedOrder) -> Digest:
    """Return the digest of one row."""
    return _content(row), _moment(row)


def _content(row: ListedOrder) -> int:
    # The fee as text, since hash(-1) == hash(-2).
    return hash(
        (
            row.order_id,
            str(row.fee),
            row.id,
            row.operate_type,
            row.pay_type,
            row.user_no,
            row.user_name,
            row.order_intro,
            row.remark,
            row.device_no,
            row.item_id,
            row.item_name,
            row.mch_code,
            tuple(sorted(row.unreadable.items())),
        )
    )


def _moment(row: ListedOrder) -> int:
    return hash(write_time(row.order_date) if row.order_date else "")
