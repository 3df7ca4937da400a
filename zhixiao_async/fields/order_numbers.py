"""Numbers of orders, some of which have lost the zeros that they began with."""

from __future__ import annotations

IDENTIFYING = frozenset({"order_id", "out_trade_no", "out_refund_no", "zx_order_no", "id", "uid"})
"""The documented fields that identify something, of which a part identifies nothing."""


class NumericId(str):
    """Text that came as a JSON number: the zeros that it may have begun with are lost.

    The vendor's ``order_id`` begins with 0, so one of this type identifies no order. It is equal
    to the text of the same digits: ask ``isinstance(order_id, NumericId)`` before you keep it.
    """

    __slots__ = ()


def may_be_one(number: str, other: str) -> bool:
    """Return whether two numbers may be equal; a :class:`NumericId` may lack leading zeros."""
    if isinstance(number, NumericId) or isinstance(other, NumericId):
        return bare(number) == bare(other)
    return number == other


def bare(number: str) -> str:
    """Return a number without its leading zeros, which may be lost on its way."""
    return number.lstrip("0")


def spellings(number: str) -> set[str]:
    """Return a number as it is, bare, and with the one zero that the vendor's begin with."""
    return {number, bare(number), f"0{bare(number)}"}
