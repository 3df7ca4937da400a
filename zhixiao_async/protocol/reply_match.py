"""Comparison of a reply with its request: on a kept connection a stale one may arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any

from ..checks import is_whole
from ..endpoints import Mask, OperateType, OrderListResult
from ..fields import NumericId, beijing, may_be_one
from ..messages.text import Text
from .column_page import ColumnPage

NUMBERS = ("out_trade_no", "order_id", "zx_order_no", "user_no")
_WINDOW = ("begin_time", "end_time", "mask")
_PAGING = ("page_no", "page_size")


_MASKED_OUT = {Mask.TRADE: OperateType.REFUND, Mask.REFUND: OperateType.TRADE}
"""The kind of row that a listing with a mask can't have."""

_KINDS = {OperateType.TRADE: Text("noun.trade"), OperateType.REFUND: Text("noun.refund")}


class ReplyMatch(Enum):
    """How a reply compares with its request; of several differences the last of these counts.

    A gateway may have a page size of its own (CAPPED), or write a window's ends in its own way
    (RESTATED, 23:59:59 for a midnight). On a connection that had no other call neither is evidence
    of a reply to another request.
    """

    SILENT = auto()
    SAME = auto()
    CAPPED = auto()
    RESTATED = auto()
    OTHER = auto()


_IF_DIFFERENT = {
    "page_size": ReplyMatch.CAPPED,
    "begin_time": ReplyMatch.RESTATED,
    "end_time": ReplyMatch.RESTATED,
}


def expected_fields(request: object, *, paging: bool = True) -> dict[str, Any]:
    """Return the fields that a reply should repeat; empty if the reply can't be checked.

    Args:
        request: A request, or the parameters of ``raw()``, of which only numbers count.
        paging: Whether to include ``page_no`` and ``page_size``.
    """
    if isinstance(request, Mapping):
        given = {name: request.get(name) for name in NUMBERS}
        return {k: str(v) for k, v in given.items() if isinstance(v, str | int) and v != ""}
    names = (*NUMBERS, *_PAGING, *_WINDOW) if paging else (*NUMBERS, *_WINDOW)
    values = {name: getattr(request, name, None) for name in names}
    return {name: _on_the_wire(value) for name, value in values.items() if value is not None}


def compare(expected: Mapping[str, Any], result: Any) -> tuple[ReplyMatch, str]:
    """Compare the fields that a reply should repeat with those that it has.

    Returns:
        The match, and a phrase that says what differs; empty if nothing does.
    """
    match, difference = ReplyMatch.SILENT, ""
    for row in result if isinstance(result, list) else [result]:
        for name, value in expected.items():
            named = _named(row, name)
            if named is None:
                continue
            if isinstance(named, NumericId) and may_be_one(named, value):
                continue  # no evidence: many numbers differ by leading zeros only
            same = named == value
            found = ReplyMatch.SAME if same else _IF_DIFFERENT.get(name, ReplyMatch.OTHER)
            if found.value > match.value:
                match = found
                if not same:
                    values = {"name": name, "asked": str(value), "got": str(named)}
                    difference = Text("reason.about_another", **values)
    if odd := _masked_out(expected.get("mask"), result):
        return ReplyMatch.OTHER, odd
    return match, difference


def _masked_out(mask: Any, result: Any) -> str:
    kind = _MASKED_OUT.get(mask)
    if kind is None or kind.value not in _kinds(result):
        return ""
    return Text("reason.masked_out", kind=_KINDS[kind], mask=str(mask))


def _kinds(result: Any) -> Iterable[str | None]:
    if isinstance(result, ColumnPage):
        return result.data.texts["operate_type"]
    rows = result.data if isinstance(result, OrderListResult) else []
    return (row.operate_type and row.operate_type.value for row in rows)


def _named(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        value = row.get(name)
        if is_whole(value):
            return NumericId(value)
        return None if value in (None, "") else str(value)
    return getattr(row, name, None)


def _on_the_wire(value: Any) -> Any:
    return beijing(value) if isinstance(value, datetime) else value
