"""An amount that isn't an int of fen, and what makes it one: wrong advice costs a hundredfold."""

from __future__ import annotations

import re
from decimal import Decimal

from ..messages.text import Text

_MOST_DIGITS = 15
_WHOLE = re.compile(r"\s*\+?(\d{1,16})(?:\.0)?\s*")  # of any script, as a column or a form has it
_DECIMAL = re.compile(r"[0-9]{1,15}\.[0-9]{1,2}")


def fen_hint(value: object) -> Text:
    """Return what turns this very value into fen."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return Text("hint.text_of_fen", text=value)
    written = _written(value)
    if whole := _WHOLE.fullmatch(written):
        return Text("hint.fen_or_yuan", amount=int(whole[1]))
    amount = written if _DECIMAL.fullmatch(written) else "198.00"
    return Text("hint.yuan", amount=amount)


def _written(value: object) -> str:
    """Return the amount as text, empty for what is no amount."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS:
        return f"{value:f}"  # 1.98E+4 is 19800
    is_amount = isinstance(value, str | float) or hasattr(value, "__index__")
    return str(value) if is_amount and not isinstance(value, bool) else ""
