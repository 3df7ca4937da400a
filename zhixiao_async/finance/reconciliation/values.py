"""A cell of the books, read strictly: an order's number, an amount, a time.

These functions say what is right; what reads whole columns at once takes the plainest forms only,
and comes here with all others.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from ...errors import InvalidRequest
from ...fields import Unreadable, beijing, fen, read_time
from ...messages.text import Text

Unit: TypeAlias = Literal["yuan", "fen"]

LARGEST_FEE = 2**63 - 1
"""Fen: what a column of 64 bits holds."""

_NOTHING = {"", "-", "--", "—", "/", "\\N", "无", "null", "none", "nan", "n/a"}
_PROTECTED = re.compile(r'="(.*)"')
_RUINED = re.compile(r"\d+\.\d*([eE][+-]?\d+)?|\d+[eE]\+\d+", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,18}|\d{1,3}(?:,\d{3}){1,5})(\.\d+)?", re.ASCII)
_MARKS = str.maketrans({"（": "(", "）": ")", "－": "-", "−": "-", "，": ",", "＋": "+", "．": "."})
_CURRENCY = re.compile(r"[￥¥]|CNY|RMB|人民币|元", re.IGNORECASE)
_CALENDAR = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?分?)?",
    re.ASCII,
)
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?", re.ASCII)
_SERIAL_ZERO = datetime(1899, 12, 30)
_SERIALS = (20_000, 80_000)
"""Days of a spreadsheet's calendar that are taken for a date: 1954 to 2119."""


def plain(text: str) -> str:
    """Return a cell's text without what protects it from a spreadsheet, and without blanks.

    That is a leading apostrophe or tab, or the form ``="0123"``.
    """
    text = text.strip().lstrip("'‘’`").strip()
    protected = _PROTECTED.fullmatch(text)
    return protected[1].strip() if protected else text


def is_blank(value: object) -> bool:
    """Return whether a cell says nothing: empty, or a dash or word that stands for that."""
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or (isinstance(value, str) and plain(value).lower() in _NOTHING)


def read_number(value: object) -> str | None:
    """Return an order's number as text; None where there is none.

    Raises:
        Unreadable: A number that a spreadsheet has ruined, or a cell that is a number and so has
            lost its leading zeros and all digits beyond the 15th.
    """
    if is_blank(value):
        return None
    if not isinstance(value, str):
        raise Unreadable(Text("rule.number_cell"))
    text = plain(value)
    if _RUINED.fullmatch(text):
        raise Unreadable(Text("rule.ruined_number"))
    return text


def read_amount(value: object, unit: Unit) -> int:
    """Return an amount in fen, with its sign.

    Raises:
        Unreadable: No amount, one of more than two decimals of a yuan, or with decimals of a fen.
    """
    if isinstance(value, str):
        sign, number = _read_amount_text(value, unit)
    elif isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        if isinstance(value, float) and not math.isfinite(value):
            raise Unreadable(Text("rule.not_amount"))
        # By its shortest text: 19.8 is meant by what a computer holds for 19.8.
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not exact.is_finite():
            raise Unreadable(Text("rule.not_amount"))
        sign, number = (-1 if exact < 0 else 1), f"{abs(exact):f}"
    else:
        raise Unreadable(Text("rule.not_amount"))
    amount = _yuan_to_fen(number) if unit == "yuan" else _whole(number)
    if amount > LARGEST_FEE:
        raise Unreadable(Text("rule.not_amount"))
    return sign * amount


def _read_amount_text(value: str, unit: Unit) -> tuple[int, str]:
    text = _CURRENCY.sub("", plain(value).translate(_MARKS)).strip()
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1].strip()
    elif text.startswith(("-", "+")):
        sign, text = (-1 if text[0] == "-" else 1), text[1:].strip()
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise Unreadable(Text("rule.not_amount"))
    decimals = found[2] or ""
    if unit == "fen" and decimals:
        raise Unreadable(Text("rule.fen_with_decimals"))
    if len(decimals) > 3:
        raise Unreadable(Text("rule.more_than_two_decimals"))
    return sign, found[1].replace(",", "") + decimals


def _yuan_to_fen(number: str) -> int:
    try:
        return fen(number)
    except InvalidRequest:
        raise Unreadable(Text("rule.more_than_two_decimals")) from None


def _whole(number: str) -> int:
    whole, _, decimals = number.partition(".")
    if decimals.strip("0"):
        raise Unreadable(Text("rule.fen_with_decimals"))
    return int(whole)


def read_moment(value: object) -> datetime | None:
    """Return a time as Beijing wall clock, without a zone; midnight for a date; None for a blank.

    Raises:
        Unreadable: No time of the calendar in a form that is known.
    """
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return beijing(value).replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(value)
    if isinstance(value, str):
        moment = _read_moment_text(plain(value))
        if moment is not None:
            return moment
    raise Unreadable(Text("rule.not_cell_time"))


def _read_moment_text(text: str) -> datetime | None:
    with suppress(Unreadable):
        return read_time(text).replace(tzinfo=None)
    with suppress(ValueError):
        if calendar := _CALENDAR.fullmatch(text):
            return datetime(*(int(part or 0) for part in calendar.groups()))  # type: ignore[arg-type]
        if _SERIAL.fullmatch(text) and _SERIALS[0] <= float(text) < _SERIALS[1]:
            # A day's fraction in binary: 9:05 comes as 9:04:59.999.
            return _SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))
        return beijing(datetime.fromisoformat(text)).replace(tzinfo=None)
    return None
