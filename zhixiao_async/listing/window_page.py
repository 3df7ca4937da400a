"""A page of a window as the listing hands it out: its new rows, and where they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, Self, TypedDict

import attrs

from ..endpoints import ListedOrder, Mask
from ..plain_data import PlainData
from .rows import RowsT


@attrs.frozen(kw_only=True)
class WindowPage(Generic[RowsT]):
    """One page's rows that no page before it had; the rest is as in :class:`OrderPage`."""

    begin_time: datetime
    end_time: datetime
    page_no: int
    total_page: int
    total_size: int
    is_open: bool
    rows: RowsT
    mask: Mask | None


class Place(TypedDict):
    """A page's fields but its rows."""

    begin_time: datetime
    end_time: datetime
    page_no: int
    total_page: int
    total_size: int
    is_open: bool
    mask: Mask | None


def place_of(page: WindowPage[RowsT]) -> Place:
    """Return a page's fields but its rows."""
    return {
        "begin_time": page.begin_time,
        "end_time": page.end_time,
        "page_no": page.page_no,
        "total_page": page.total_page,
        "total_size": page.total_size,
        "is_open": page.is_open,
        "mask": page.mask,
    }


@attrs.frozen(kw_only=True)
class OrderPage(PlainData):
    """One page's orders that no page before it had.

    Attributes:
        begin_time: Of the page's window, Beijing time. To take a long read up again, start here.
        end_time: Of the page's window, Beijing time; the next window begins at the same moment.
        page_no: In the window, from 1.
        total_page: Of the window, as this page said.
        total_size: Rows in the window, as this page said.
        is_open: The window could still change when its pages were first asked for, so read it
            again another day. The pages of one reading agree.
        orders: Rows not yielded before; empty if every row had been.
        mask: The kind that was asked for; None if both were.
    """

    begin_time: datetime
    end_time: datetime
    page_no: int
    total_page: int
    total_size: int
    is_open: bool
    orders: list[ListedOrder]
    mask: Mask | None = None

    @classmethod
    def of(cls, page: WindowPage[list[ListedOrder]]) -> Self:
        """Make it of a page whose rows are objects."""
        return cls(orders=page.rows, **place_of(page))
