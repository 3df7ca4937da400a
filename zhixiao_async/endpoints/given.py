"""What callers may give in place of a code or an object: the document's own spelling of it.

Each function is an attrs converter. What it doesn't know it returns as it is, for the field's
check to refuse.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Literal, TypeAlias, cast

from ..fields import OpenEnum, Unreadable, read_int
from .codes import Mask, PayerType, PayType

GivenPayType: TypeAlias = PayType | Literal[1, 2, "1", "2"]
"""A payment type as the enum, or as the document writes it."""

GivenPayerType: TypeAlias = PayerType | Literal[1, 2, "1", "2"]
"""A kind of payer as the enum, or as the document writes it."""

GivenMask: TypeAlias = Mask | Literal[1, 2, "1", "2"]
"""A mask as the enum, or as the document writes it."""


def pay_type(value: GivenPayType | None) -> PayType | None:
    """Return the payment type of a code."""
    found: PayType | None = _member(PayType, value)
    return found


def payer_type(value: GivenPayerType) -> PayerType:
    """Return the kind of payer of a code."""
    found: PayerType = _member(PayerType, value)
    return found


def mask(value: GivenMask | None) -> Mask | None:
    """Return the mask of a code."""
    found: Mask | None = _member(Mask, value)
    return found


def page_number(value: int | str) -> int:
    """Return a page's number or size, which the document writes as text."""
    with suppress(Unreadable):
        return read_int(value)
    return cast("int", value)


def _member(kind: type[OpenEnum], value: Any) -> Any:
    if isinstance(value, OpenEnum) or not isinstance(value, str | int):
        return value  # another enum's code means another thing
    return next((code for code in kind if code.value == str(value)), value)
