"""The fast path for a page of the listing: msgspec, and one loop over its rows.

:mod:`.wire_page` reads a page into structs of the wire's types. The loop then fills in the results
themselves, while their class still allows writing. Any page that isn't in the document's own form
is left to the tolerant :mod:`.reading`; both make equal objects.
"""

from __future__ import annotations

from array import array
from itertools import repeat
from typing import Any

import attrs

from ..endpoints.order_list import ListedOrder, OrderListResult
from ..fields import read_int
from .row_digests import Digests
from .text import Buffer
from .wire_page import ROWS, WireRow, decode, head_of, must_be_numbered, read_times


class Unfinished(ListedOrder):
    """A row that isn't frozen yet; CPython lets it become a ListedOrder, of equal layout."""

    __slots__ = ()
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__


_NOTHING_UNREADABLE = attrs.fields(ListedOrder).unreadable.default


def read_page(content: Buffer) -> OrderListResult | None:
    """Read a page in the document's own form; return None for any other."""
    try:
        page = decode(content, ROWS)
        data, digests = _finished(page.data)
        result = OrderListResult(data=data, **head_of(page))
        object.__setattr__(result, "digests", digests)
        return result
    except (ValueError, RecursionError):  # as are msgspec's errors and Unreadable
        return None


def _finished(wire: list[WireRow]) -> tuple[list[ListedOrder], Digests]:
    rows: list[Any] = list(map(object.__new__, repeat(Unfinished, len(wire))))
    must_be_numbered([row.order_id for row in wire], [row.id for row in wire])
    texts = [row.order_date or "" for row in wire]
    times = read_times(texts)
    fees: dict[str | int, tuple[int, str]] = {}
    contents: list[int] = []
    for row, given, time in zip(rows, wire, times, strict=True):
        fee = fees.get(given.fee)
        if fee is None:
            amount = read_int(given.fee)
            fee = fees[given.fee] = amount, str(amount)
        row.fee, fee_text = fee
        row.order_date = time
        row.order_id = order_id = given.order_id
        row.id = key = given.id or None
        row.operate_type = operate_type = given.operate_type
        row.pay_type = pay_type = given.pay_type
        row.user_no = user_no = given.user_no or None
        row.user_name = user_name = given.user_name or None
        row.order_intro = intro = given.order_intro or None
        row.remark = remark = given.remark or None
        row.device_no = device_no = given.device_no or None
        row.item_id = item_id = given.item_id or None
        row.item_name = item_name = given.item_name or None
        row.mch_code = mch_code = given.mch_code or None
        row.unreadable = _NOTHING_UNREADABLE
        row.__class__ = ListedOrder
        contents.append(  # as digest_of makes it, but while the texts are at hand: twice as fast
            hash(
                (order_id, fee_text, key, operate_type, pay_type, user_no, user_name, intro,
                 remark, device_no, item_id, item_name, mch_code, ())
            )
        )  # fmt: skip
    return rows, Digests(array("q", contents), array("q", map(hash, texts)))
