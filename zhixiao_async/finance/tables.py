"""Pages of the listing as record batches, and a range of them as one table."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Self, TypeAlias

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from ..checks import each
from ..endpoints import Mask
from ..errors import InvalidRequest
from ..listing.pages import window_pages
from ..listing.prefetch import Fetch
from ..listing.window_page import WindowPage, place_of
from ..listing.windows import Plan
from ..messages.text import Text
from ..protocol.columns import Columns
from .schema import MOMENT, ORDER_SCHEMA

Table: TypeAlias = pa.Table

KNOWN_CODES = {"operate_type": ("0", "1"), "pay_type": ("AL", "WX")}
_DICTIONARIES = {name: pa.array(codes, pa.string()) for name, codes in KNOWN_CODES.items()}
_EIGHT_HOURS = 8 * 3600 * 1000
_NAMES = set(ORDER_SCHEMA.names)


@attrs.frozen(kw_only=True)
class OrderBatch:
    """One page's orders that no page before it had, as a record batch.

    Attributes:
        begin_time: Of the page's window, Beijing time. To take a long read up again, start here.
        end_time: Of the page's window, Beijing time; the next window begins at the same moment.
        page_no: In the window, from 1.
        total_page: Of the window, as this page said.
        total_size: Rows in the window, as this page said.
        is_open: The window could still change when its pages were first asked for, so read it
            again another day. The pages of one reading agree.
        batch: Rows not yielded before, of :data:`.schema.ORDER_SCHEMA` or the columns asked for.
        mask: The kind that was asked for; None if both were.
    """

    begin_time: datetime
    end_time: datetime
    page_no: int
    total_page: int
    total_size: int
    is_open: bool
    batch: pa.RecordBatch
    mask: Mask | None = None

    @classmethod
    def of(cls, page: WindowPage[Columns], names: Sequence[str]) -> Self:
        """Make it of a page whose rows are columns."""
        return cls(batch=record_batch(page.rows, names), **place_of(page))

    @property
    def window(self) -> tuple[datetime, datetime]:
        """Its beginning and its end."""
        return self.begin_time, self.end_time


def order_batches(
    fetch: Fetch[Columns], plan: Plan, columns: Iterable[str] | None
) -> AsyncGenerator[OrderBatch, None]:
    """Yield the pages of every window in order.

    Raises:
        InvalidRequest: A column isn't one of the schema's.
        ZhixiaoError: As :func:`..listing.pages.window_pages`.
    """
    names = names_of(columns)
    return window_pages(fetch, plan, lambda page: OrderBatch.of(page, names))


async def table_of(
    batches: AsyncGenerator[OrderBatch, None], columns: Iterable[str] | None
) -> pa.Table:
    """Read batches to the end, into one table of these columns; all of them for None."""
    async with aclosing(batches):
        pages = [page.batch async for page in batches]
    return pa.Table.from_batches(pages, schema_of(names_of(columns))).unify_dictionaries()


def names_of(columns: Iterable[str] | None) -> list[str]:
    """Return the columns that are asked for, all of them for None.

    Raises:
        InvalidRequest: One isn't a column, or is named twice.
    """
    if columns is None:
        return list(ORDER_SCHEMA.names)
    names = [columns] if isinstance(columns, str) else list(columns)
    each(str).require("columns", names)
    if odd := [name for name in names if name not in _NAMES or names.count(name) > 1]:
        known = ", ".join(ORDER_SCHEMA.names)
        raise InvalidRequest("columns", Text("rule.not_columns", known=known), given=odd[0])
    return names


def schema_of(names: Sequence[str]) -> pa.Schema:
    """Return the schema of some columns."""
    return pa.schema([ORDER_SCHEMA.field(name) for name in names])


def record_batch(rows: Columns, names: Sequence[str] = ORDER_SCHEMA.names) -> pa.RecordBatch:
    """Turn columns into Arrow's."""
    return pa.RecordBatch.from_arrays(
        [_array(rows, name) for name in names], schema=schema_of(names)
    )


def _array(rows: Columns, name: str) -> pa.Array[Any]:
    if name == "fee":
        return pa.array(rows.fee, pa.int64())
    given = rows.texts[name]
    if name in KNOWN_CODES:
        return codes_of(pa.array(given, pa.string()), name)
    has_any = any(given)  # no text is empty: an absent one is None
    texts = pa.array(given, pa.string()) if has_any else pa.nulls(len(given), pa.string())
    return _moments(texts) if name == "order_date" else texts


def _moments(texts: pa.Array[Any]) -> pa.Array[Any]:
    # As if it were UTC, and moved by the eight hours: a zone's rules cost ten times as much.
    utc = texts.cast(pa.timestamp("ms")).cast(pa.int64())
    return pc.subtract(utc, _EIGHT_HOURS).cast(MOMENT)


def codes_of(texts: pa.Array[Any], name: str) -> pa.Array[Any]:
    """Return a column's codes as a dictionary, the same for the same codes in any order.

    The document's codes come first, all of them, so that pages mostly have one dictionary.
    """
    dictionary = _DICTIONARIES[name]
    places = pc.index_in(texts, dictionary)
    if places.null_count > texts.null_count:  # a code that the document doesn't list
        known = KNOWN_CODES[name]
        others = sorted(code for code in texts.unique().to_pylist() if code and code not in known)
        dictionary = pa.array([*known, *others], pa.string())
        places = pc.index_in(texts, dictionary)
    return pa.DictionaryArray.from_arrays(places, dictionary)
