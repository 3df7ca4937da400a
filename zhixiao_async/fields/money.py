"""Amounts of money: fen, an int, and yuan, a text with two decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from ..errors import InvalidRequest
from ..messages.text import Text

_MOST_DIGITS = 40
_TOO_MUCH = 10**_MOST_DIGITS
_PLAIN_AMOUNT = re.compile(r"[0-9]{1,18}(\.[0-9]+)?")


def fen(yuan: str | int | Decimal) -> int:
    """Turn yuan into fen exactly: ``fen("198.00") == 19800``.

    A float is refused, since 19.8 isn't 19.8 to a computer; write ``"19.8"``.

    Raises:
        InvalidRequest: Not a plain decimal amount, negative, or with a fraction of a fen.
    """
    if isinstance(yuan, bool) or not isinstance(yuan, str | int | Decimal):
        raise InvalidRequest("yuan", Text("rule.not_exact_amount"), given=yuan)
    if isinstance(yuan, str) and not _PLAIN_AMOUNT.fullmatch(yuan):
        raise InvalidRequest("yuan", Text("rule.not_plain_amount"), given=yuan)
    if isinstance(yuan, int) and yuan >= _TOO_MUCH:
        raise InvalidRequest("yuan", Text("rule.amount_too_large"), given=yuan)
    amount = Decimal(yuan)
    if not amount.is_finite() or amount < 0 or amount.adjusted() > _MOST_DIGITS:
        raise InvalidRequest("yuan", Text("rule.amount_not_finite"), given=yuan)
    # By its digits: Decimal's arithmetic would round a long fraction to the context's precision.
    _, digits, exponent = amount.as_tuple()
    plain = "".join(map(str, digits)).rstrip("0")
    shift = int(exponent) + len(digits) - len(plain) + 2
    if plain and shift < 0:
        raise InvalidRequest("yuan", Text("rule.fraction_of_a_fen"), given=yuan)
    return int(plain + "0" * shift) if plain else 0


def yuan(fen: int) -> str:
    """Write fen as yuan for people: ``yuan(19800) == "198.00"``.

    Raises:
        InvalidRequest: Not an int, or of more than 40 digits.
    """
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise InvalidRequest("fen", Text("rule.not_an_int"), given=fen)
    if abs(fen) >= _TOO_MUCH:
        raise InvalidRequest("fen", Text("rule.not_money"), given=fen)
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
