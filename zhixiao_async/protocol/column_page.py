"""A page of the listing as columns: what a table is made of, without an object for each row.

The fast path refuses the same pages as that of :mod:`.listing_page`. What it refuses the tolerant
:mod:`.reading` reads into rows, and the columns are made of those: both come out equal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import repeat
from operator import attrgetter
from typing import Any

import attrs
from msgspec.structs import astuple

from ..endpoints import ListedOrder, OrderList, OrderListResult
from ..fields import Unreadable, read_int, write_time
from ..messages.text import Text
from .columns import NAMES, Columns, TextColumn
from .text import Buffer
from .wire_page import TEXT_ROWS, TextRow, decode, head_of, must_be_numbered, read_times

_LARGEST_FEE = 2**63 - 1
_TOO_LARGE = Text("rule.beyond_64_bits")


@attrs.frozen(kw_only=True)
class ColumnPage:
    """One page of a window; its fields as those of :class:`OrderListResult`.

    Attributes:
        data: The rows; each ``fee`` fits into 64 bits.
    """

    page_no: int
    page_size: int
    total_page: int
    total_size: int
    data: Columns
    begin_time: datetime | None = None
    end_time: datetime | None = None


@attrs.frozen(kw_only=True)
class OrderColumns(OrderList):
    """Ask for one page of a window as :class:`OrderList` does, to be read into columns."""

    endpoint = attrs.evolve(OrderList.endpoint, result=ColumnPage)

    @classmethod
    def of(cls, request: OrderList) -> OrderColumns:
        """Return the same request for columns."""
        return cls(**attrs.asdict(request, recurse=False))

    def nothing_found(self) -> ColumnPage:  # type: ignore[override]
        """Return a page without rows."""
        return column_page(super().nothing_found())


def read_column_page(content: Buffer) -> ColumnPage | None:
    """Read a page in the document's own form; return None for any other."""
    try:
        page = decode(content, TEXT_ROWS)
        return ColumnPage(data=_read(page.data), **head_of(page))
    except (ValueError, RecursionError):  # as are msgspec's errors and Unreadable
        return None


def column_page(page: OrderListResult) -> ColumnPage:
    """Make a page of columns of one of rows.

    Raises:
        Unreadable: A fee doesn't fit into 64 bits; the text names its row.
    """
    for place, row in enumerate(page.data):
        if abs(row.fee) > _LARGEST_FEE:
            raise Unreadable(_TOO_LARGE, place=f"data[{place}].fee")
    texts = {name: _column(page.data, name) for name in NAMES}
    texts["order_date"] = [
        None if row.order_date is None else write_time(row.order_date) for row in page.data
    ]
    texts["unreadable"] = [
        json.dumps(row.unreadable, ensure_ascii=False, sort_keys=True) if row.unreadable else None
        for row in page.data
    ]
    return ColumnPage(
        page_no=page.page_no,
        page_size=page.page_size,
        total_page=page.total_page,
        total_size=page.total_size,
        data=Columns.of([row.fee for row in page.data], texts),
        begin_time=page.begin_time,
        end_time=page.end_time,
    )


def _column(rows: list[ListedOrder], name: str) -> TextColumn:
    # Some are of subclasses of str, which nobody wants in a table.
    return [None if value is None else str(value) for value in map(attrgetter(name), rows)]


def _read(wire: list[TextRow]) -> Columns:
    # Rows turned into columns in C: four times faster than a list for each attribute.
    columns = zip(*map(astuple, wire), strict=True) if wire else repeat(())
    wired: dict[str, Sequence[Any]] = dict(zip(TextRow.__struct_fields__, columns, strict=False))
    must_be_numbered(wired["order_id"], wired["id"])
    read_times([text or "" for text in wired["order_date"]])
    given = wired.pop("fee")
    fees = {fee: read_int(fee) for fee in set(given)}  # a canteen has a dozen prices
    if any(abs(fee) > _LARGEST_FEE for fee in fees.values()):
        raise ValueError("fee")
    texts = {name: _without_empty(column) for name, column in wired.items()}
    texts["unreadable"] = [None] * len(wire)
    return Columns.of([fees[fee] for fee in given], texts)


def _without_empty(column: Sequence[str | None]) -> TextColumn:
    if all(column):
        return list(column)
    return [text or None for text in column] if any(column) else [None] * len(column)
