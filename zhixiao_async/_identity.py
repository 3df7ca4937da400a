"""Is this the reply to what was asked? A stale one can arrive on a kept connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any

from .endpoints import Mask, OperateType, OrderList, OrderListResult
from .fields import NumericId, beijing, may_be_one
from .registry import Effect

NUMBERS = ("out_trade_no", "order_id", "zx_order_no", "user_no")
NAMES = (*NUMBERS, "page_no", "page_size", "begin_time", "end_time")
"""What a request asks for and a reply repeats."""


_NARROWS = ("school_id", "form_data")
"""What a request may ask for beside, and a reply needn't repeat."""


_MASKED_OUT = {Mask.TRADE: OperateType.REFUND, Mask.REFUND: OperateType.TRADE}
"""What a listing with this mask can't have."""


class Echo(Enum):
    """How a reply compares with what was asked for; of several answers the last one counts.

    A gateway may have a page size of its own (CAPPED), or write a window's ends in its own way
    (RESTATED, 23:59:59 for a midnight): on a connection that had no other call that is no
    evidence of a reply to something else.
    """

    SILENT = auto()
    SAME = auto()
    CAPPED = auto()
    RESTATED = auto()
    OTHER = auto()


_OTHERWISE = {
    "page_size": Echo.CAPPED,
    "begin_time": Echo.RESTATED,
    "end_time": Echo.RESTATED,
}


def asked(request: Any) -> dict[str, Any]:
    """What a documented request asks for, by name; empty if its reply can't be checked."""
    values = {name: getattr(request, name, None) for name in (*NAMES, "mask")}
    return {name: _on_the_wire(value) for name, value in values.items() if value is not None}


def lane(request: Any, numbers: Mapping[str, Any]) -> str | None:
    """The kept connections that a read may use: those of its own kind; None for none.

    On them a reply that comes too late, and so answers the next request, is noticed by the
    numbers that it repeats, or by its form. The listing's mask is repeated nowhere. Its pages are
    large: no other read waits behind them.
    """
    if request.endpoint.effect is not Effect.READ or not numbers:
        return None
    if any(getattr(request, name, None) is not None for name in _NARROWS):
        return None
    return f"listing {request.mask or ''}" if isinstance(request, OrderList) else ""


def asked_raw(params: Mapping[str, Any]) -> dict[str, str]:
    """The same for ``raw()``: the order's numbers, as text."""
    return {
        name: str(params[name])
        for name in NUMBERS
        if isinstance(params.get(name), str | int) and params[name] != ""
    }


def compare(asked: Mapping[str, Any], result: Any) -> tuple[Echo, str]:
    """Compare what was asked with what the reply names; the text says what differs."""
    echo, said = Echo.SILENT, ""
    for row in result if isinstance(result, list) else [result]:
        for name, value in asked.items():
            named = _named(row, name)
            if named is None:
                continue
            if isinstance(named, NumericId) and may_be_one(named, value):
                continue  # so may many numbers be, that begin with more or fewer zeros
            one = Echo.SAME if named == value else _OTHERWISE.get(name, Echo.OTHER)
            if one.value > echo.value:
                echo = one
                if one is not Echo.SAME:
                    said = f"the reply is about another {name}: asked {value}, got {named}"
    if isinstance(result, OrderListResult) and (odd := _masked_out(asked.get("mask"), result)):
        return Echo.OTHER, odd
    return echo, said


def _masked_out(mask: Any, page: OrderListResult) -> str:
    kind = _MASKED_OUT.get(mask)
    if kind is None or all(row.operate_type != kind for row in page.data):
        return ""
    return f"a row is a {kind.name.lower()}, where mask={mask} was asked for"


def _named(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        value = row.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return NumericId(value)
        return None if value in (None, "") else str(value)
    return getattr(row, name, None)


def _on_the_wire(value: Any) -> Any:
    return beijing(value) if isinstance(value, datetime) else value
