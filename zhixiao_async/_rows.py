"""The fast path for a page of the listing: msgspec straight into the attrs classes.

msgspec makes each row as an unfrozen twin of :class:`ListedOrder` (same base, same slots, the
wire's types). One loop then turns what msgspec can't (fee, time, empty text) and makes the twin
a ListedOrder by assigning its class, which CPython allows where the layouts are equal. Whatever
the document's form doesn't cover is refused here, and read by the tolerant converter instead;
both give equal objects.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, cast, get_type_hints

import msgspec

from .endpoints.order_list import ListedOrder, OrderListResult
from .fields import Unreadable, read_int, read_time
from .registry import Result


def twin(cls: type[Any], **wire: Any) -> type[Any]:
    """An unfrozen class of the same layout, whose fields have the wire's types."""
    hints = {**get_type_hints(cls), "unreadable": msgspec.UnsetType, **wire}
    return type(
        f"Wire{cls.__name__}",
        (Result,),
        {
            "__slots__": cls.__slots__,
            "__annotations__": hints,
            "__attrs_attrs__": cls.__attrs_attrs__,
        },
    )


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    row = twin(ListedOrder, fee=str | int, order_date=str | None)
    page = twin(
        OrderListResult,
        total_size=str | int,
        begin_time=str | None,
        end_time=str | None,
        data=list[row],  # type: ignore[valid-type]
    )
    return msgspec.json.Decoder(page)


_parse_time = datetime.fromisoformat


def read_page(content: bytes | memoryview) -> OrderListResult | None:
    """A page in the document's own form, or None if it isn't."""
    try:
        page = _decoder().decode(content)
        _finish_rows(page.data)
        page.total_size = read_int(page.total_size)
        page.begin_time = read_time(page.begin_time) if page.begin_time else None
        page.end_time = read_time(page.end_time) if page.end_time else None
    except (ValueError, RecursionError):  # msgspec's errors and Unreadable are ValueErrors
        return None
    page.__class__ = OrderListResult
    return cast("OrderListResult", page)


def _finish_rows(rows: list[Any]) -> None:
    fees: dict[str | int, int] = {}
    for row in rows:
        text = row.order_date
        if text:
            # "-- ::" at these places and fromisoformat's own checks leave one form only.
            if len(text) != 19 or text[4::3] != "-- ::":
                raise Unreadable("order_date")
            row.order_date = _parse_time(text + "+08:00")
        else:
            row.order_date = None
        fee = row.fee
        try:
            row.fee = fees[fee]
        except KeyError:
            row.fee = fees[fee] = read_int(fee)
        if not row.order_id:
            raise Unreadable("order_id")
        if not row.id:
            row.id = None
        if not row.user_no:
            row.user_no = None
        if not row.user_name:
            row.user_name = None
        if not row.order_intro:
            row.order_intro = None
        if not row.remark:
            row.remark = None
        if not row.device_no:
            row.device_no = None
        if not row.item_id:
            row.item_id = None
        if not row.item_name:
            row.item_name = None
        if not row.mch_code:
            row.mch_code = None
        row.__class__ = ListedOrder
