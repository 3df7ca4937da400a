"""A page of the listing as msgspec reads it: structs of the wire's types.

They are made twice as fast as attrs classes. Whatever isn't in the document's own form raises
``ValueError``, and is left to the tolerant :mod:`.reading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypedDict, TypeVar

import msgspec

from ..endpoints.codes import ListedPayType, OperateType
from ..fields import read_int, read_time
from .text import BROKEN, NUL_ESCAPED, Buffer


class WireRow(msgspec.Struct, kw_only=True, gc=False):
    """A row in the document's form and order, in which msgspec looks for the fields."""

    id: str | None = None
    operate_type: OperateType | None = None
    pay_type: ListedPayType | None = None
    order_id: str
    order_date: str | None = None
    fee: str | int
    user_no: str | None = None
    user_name: str | None = None
    mch_code: str | None = None
    order_intro: str | None = None
    remark: str | None = None
    device_no: str | None = None
    item_id: str | None = None
    item_name: str | None = None


class TextRow(WireRow, kw_only=True, gc=False):
    """A row whose codes are left as texts, also those that the document doesn't list."""

    operate_type: str | None = None  # type: ignore[assignment]
    pay_type: str | None = None  # type: ignore[assignment]


RowT = TypeVar("RowT", bound=WireRow)


class WirePage(msgspec.Struct, Generic[RowT], kw_only=True):
    """A page in the document's form."""

    begin_time: str | None = None
    end_time: str | None = None
    page_no: int
    page_size: int
    total_page: int
    total_size: str | int
    data: list[RowT]


class PageHead(TypedDict):
    """A page's fields but its rows."""

    page_no: int
    page_size: int
    total_page: int
    total_size: int
    begin_time: datetime | None
    end_time: datetime | None


ROWS = msgspec.json.Decoder(WirePage[WireRow])
TEXT_ROWS = msgspec.json.Decoder(WirePage[TextRow])
_TIMES = msgspec.json.Decoder(list[datetime])


def decode(content: Buffer, decoder: msgspec.json.Decoder[WirePage[RowT]]) -> WirePage[RowT]:
    """Read a page.

    Args:
        content: The decrypted content.
        decoder: :data:`ROWS` or :data:`TEXT_ROWS`.

    Raises:
        ValueError: It isn't in the document's form, or has a NUL.
        RecursionError: It is nested too deep.
    """
    if NUL_ESCAPED.search(content):  # which costs 3 % of a page
        raise ValueError("NUL")
    return decoder.decode(content)


def head_of(page: WirePage[Any]) -> PageHead:
    """Return a page's fields but its rows.

    Raises:
        ValueError: One of them can't be read.
    """
    return {
        "page_no": page.page_no,
        "page_size": page.page_size,
        "total_page": page.total_page,
        "total_size": read_int(page.total_size),
        "begin_time": read_time(page.begin_time) if page.begin_time else None,
        "end_time": read_time(page.end_time) if page.end_time else None,
    }


def must_be_numbered(order_ids: Sequence[str], ids: Sequence[str | None]) -> None:
    """Check that every row names its order, and that no number is cut.

    Raises:
        ValueError: One doesn't, or is.
    """
    # All at once, which costs a third.
    together = "".join(order_ids) + "".join([row_id or "" for row_id in ids])
    if "" in order_ids or BROKEN in together:
        raise ValueError("a number")


def read_times(texts: list[str]) -> Sequence[datetime | None]:
    """Read Beijing times, None where there is no text.

    Raises:
        ValueError: One of them can't be read.
    """
    given = [text for text in texts if text]
    if len(given) < len(texts):
        return [read_time(text) if text else None for text in texts]
    # msgspec reads all of them at once, twice as fast as one by one. It refuses a time of less
    # than 19 characters, so the sum of the lengths says that each has 19: no fraction, no zone.
    # The only other form that it takes then has another letter for the space.
    together = '["' + '+08:00","'.join(given) + '+08:00"]'
    if len(together) != 28 * len(given) + 1 or together[12::28] != " " * len(given):
        raise ValueError("order_date")
    return _TIMES.decode(together)
