"""What a value on the wire turns into: fen, Beijing times, open enums.

The readers take what JSON gave (:mod:`zhixiao_async._codec` has no others) and raise
:class:`Unreadable`; the document lets any scalar come as a number or as its string.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Self, TypeAlias, Union

from .errors import InvalidRequest

BEIJING = timezone(timedelta(hours=8), "UTC+08:00")
"""The zone of every time in the document, which names none (China keeps no summer time)."""

JsonValue: TypeAlias = Union[  # noqa: UP007 - a recursive alias can't be written with |
    bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"], None
]
"""Whatever JSON can hold."""

FormData: TypeAlias = Mapping[str, JsonValue]
"""The fields of a payment form by name; on the wire an object, or the text of one."""

IDENTIFYING = frozenset({"order_id", "out_trade_no", "out_refund_no", "zx_order_no", "id", "uid"})
"""Documented fields that tell one thing from another: half of one tells nothing."""

_PLAIN_INTEGER = re.compile(r"-?[1-9][0-9]*|0")
_TIME_MARKS = "-- ::"  # at places 4, 7, 10, 13, 16; with fromisoformat's checks, one form only
_DIGITS = re.compile("[0-9]+")
_MOST_DIGITS = 40
_TOO_MUCH = 10**_MOST_DIGITS
_PLAIN_AMOUNT = re.compile(r"[0-9]{1,18}(\.[0-9]+)?")


class Unreadable(ValueError):
    """A wire value that is not of its documented type. Its text is a phrase for an error."""


class NumberText(str):
    """A JSON number with a fraction or exponent, kept as printed: neither text nor an int.

    PHP of 32 bits writes long numbers this way: ``1.5717116633379E+17`` stands for many orders.
    """

    __slots__ = ()


class NumericId(str):
    """Text that came as a JSON number: the zeros that it may have begun with are lost.

    The vendor's ``order_id`` begins with 0, so one of this type identifies no order. It is equal
    to the text of the same digits: ask ``isinstance(order_id, NumericId)`` before you keep it.
    """

    __slots__ = ()


def may_be_one(number: str, other: str) -> bool:
    """Whether two numbers may be the same one; where either is a :class:`NumericId`, none knows."""
    if isinstance(number, NumericId) or isinstance(other, NumericId):
        return bare(number) == bare(other)
    return number == other


def bare(number: str) -> str:
    """A number without its leading zeros, which are lost on some ways."""
    return number.lstrip("0")


def spellings(number: str) -> set[str]:
    """A number as it may be written: as it is, bare, or with the one zero of the vendor's."""
    return {number, bare(number), f"0{bare(number)}"}


class OpenEnum(StrEnum):
    """An enum of documented codes that keeps a code it doesn't know.

    ``OrderStatus("9")`` is a value with ``value == "9"`` and ``known == False``; two of them
    with the same code are equal. Compare with ``==`` where unknown codes may meet. A code may be
    given as an int, too: ``PayType(1)``, whose type the document says is int.

    Attributes:
        label: The document's Chinese term for it.
    """

    label: str

    def __new__(cls, code: str | int, label: str = "") -> Self:
        """Make a member of its code and its term."""
        member = str.__new__(cls, code)
        member._value_ = str(code)
        member.label = label
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(str(value))
        if not isinstance(value, str) or not value:
            return None
        member = str.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        member.label = f"未知代码 {value}"
        return member

    def __eq__(self, other: object) -> bool:
        # The same code means one thing in one section and another in the next.
        if isinstance(other, OpenEnum) and type(other) is not type(self):
            return False
        return str.__eq__(self, other)

    __ne__ = object.__ne__
    __hash__ = str.__hash__  # equal to the same text, so found under it

    @property
    def known(self) -> bool:
        """Whether the document lists this code."""
        return self._value_ in type(self)._value2member_map_

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        return (type(self), (self._value_,))


def read_text(value: object) -> str:
    """A string as it is; an integer's digits as a :class:`NumericId`."""
    if isinstance(value, str) and not isinstance(value, NumberText):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return NumericId(value)
    raise Unreadable("must be text or an integer")


def read_int(value: object) -> int:
    """An integer, or the plain decimal text of one; ``"1.0"``, ``"01"`` and ``true`` are none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= _MOST_DIGITS and _PLAIN_INTEGER.fullmatch(value):
        return int(value)
    raise Unreadable("must be an integer")


def read_time(value: object) -> datetime:
    """``2017-07-23 16:00:00`` or ``20170723160000``, in Beijing, as an aware datetime."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str):
        if len(text) == 14 and _DIGITS.fullmatch(text):
            text = f"{text[:8]} {text[8:]}"
        elif len(text) != 19 or text[4::3] != _TIME_MARKS:
            text = ""
        with suppress(ValueError):
            return datetime.fromisoformat(text + "+08:00")
    raise Unreadable("must be a time like 2017-07-23 16:00:00")


def write_time(value: datetime) -> str:
    """The wire's form of a time: Beijing wall clock, to the second."""
    return beijing(value).replace(tzinfo=None).isoformat(" ", "seconds")


def beijing(value: datetime) -> datetime:
    """The same moment at UTC+8; a naive time is taken as Beijing time already.

    Raises:
        InvalidRequest: Not a datetime, or one that has no Beijing time in the calendar.
    """
    if not isinstance(value, datetime):
        raise InvalidRequest("time", "must be a datetime", given=value)
    # Without a way round by UTC, in which the first eight hours of the calendar lie before it.
    if value.tzinfo is None or value.utcoffset() == BEIJING.utcoffset(None):
        return value.replace(tzinfo=BEIJING)
    try:
        return value.astimezone(BEIJING)
    except OverflowError:
        raise InvalidRequest("time", "must be in the calendar", given=str(value)) from None


def fen(yuan: str | int | Decimal) -> int:
    """Turn yuan into fen exactly: ``fen("198.00") == 19800``.

    A float is refused, since 19.8 isn't 19.8 to a computer; write ``"19.8"``.

    Raises:
        InvalidRequest: Not a plain decimal amount, negative, or with a fraction of a fen.
    """
    if isinstance(yuan, bool) or not isinstance(yuan, str | int | Decimal):
        raise InvalidRequest("yuan", "must be text, an int or a Decimal", given=yuan)
    if isinstance(yuan, str) and not _PLAIN_AMOUNT.fullmatch(yuan):
        raise InvalidRequest("yuan", 'must be a plain amount such as "198.00"', given=yuan)
    if isinstance(yuan, int) and yuan >= _TOO_MUCH:
        raise InvalidRequest("yuan", "must be a payable amount", given=yuan)
    amount = Decimal(yuan)
    if not amount.is_finite() or amount < 0 or amount.adjusted() > _MOST_DIGITS:
        raise InvalidRequest("yuan", "must be a finite amount, 0 or more", given=yuan)
    # Digits only: Decimal's arithmetic would round a long fraction to the context's precision.
    _, digits, exponent = amount.as_tuple()
    plain = "".join(map(str, digits)).rstrip("0")
    shift = int(exponent) + len(digits) - len(plain) + 2
    if plain and shift < 0:
        raise InvalidRequest("yuan", "must have no fraction of a fen", given=yuan)
    return int(plain + "0" * shift) if plain else 0


def yuan(fen: int) -> str:
    """Write fen as yuan for people: ``yuan(19800) == "198.00"``.

    Raises:
        InvalidRequest: Not an int, or of more than 40 digits.
    """
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise InvalidRequest("fen", "must be an int", given=fen)
    if abs(fen) >= _TOO_MUCH:
        raise InvalidRequest("fen", "must be an amount of money", given=fen)
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
