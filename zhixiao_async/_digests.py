"""Rows as two numbers each: enough to tell later whether a row of the same id was equal.

A row itself would cost half a kilobyte for as long as its id may come again. The numbers are
Python's hashes, which are drawn afresh in every process: they are compared, and never stored.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TypeAlias

import attrs

from .endpoints.order_list import ListedOrder, OrderListResult
from .fields import write_time

Digest: TypeAlias = tuple[int, int]
"""Of everything but ``order_date``, and of ``order_date``."""


def _numbers() -> array[int]:
    return array("q")


@attrs.frozen
class Digests:
    """The digests of some rows, in the rows' order, 16 bytes a row.

    Attributes:
        contents: Of every field but ``order_date``.
        moments: Of ``order_date``.
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
        """Those of some of the rows."""
        return digests_from(self[position] for position in positions)


def digests_from(each: Iterable[Digest]) -> Digests:
    """The same digests, kept as arrays."""
    digests = Digests()
    for content, moment in each:
        digests.contents.append(content)
        digests.moments.append(moment)
    return digests


def digests_of(page: OrderListResult) -> Digests:
    """The digests of a page's rows, in their order.

    The fast path has made them on its way (:mod:`zhixiao_async._rows`); they agree with these.
    """
    made = getattr(page, "digests", None)
    if isinstance(made, Digests):
        return made
    return digests_from(map(digest_of, page.data))


def digest_of(row: ListedOrder) -> Digest:
    """The digest of one row."""
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
