"""An error's own text, where it holds no payer's data and no secret, and so may be logged."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..errors import GatewayError, InvalidRequest, NoReply, NotSent, ZhixiaoError
from ..errors.notifications import HandlerBroke, NotConfirmed
from ..messages.text import Text
from ..store.driver_texts import database_code, database_text

_SPELLED_OUT = (HandlerBroke, NotConfirmed, NotSent, NoReply)
_FIELDS = ("app_id", "order_id", "out_trade_no", "table", "handler")
_DATABASES = ("engine", "connection", "sessions", "using")
_PIECE = re.compile(r"[^\W_]+")
_SHORTEST = 4
"""Letters or digits that may be a piece of somebody's data; of other scripts one is enough."""


def harmless_text(error: BaseException, personal: Collection[str] = ()) -> str | None:
    """Return an error's text, if it is known to quote nothing; otherwise None.

    That are texts of this library about numbers, tables and handlers, and the database's own
    message without values.

    Args:
        error: Any.
        personal: The payer's data. A piece of it that a message quotes all the same, from SQL
            that was put together by hand, is left out.
    """
    text = _ours(error)
    if text is None and (told := database_text(error)) is not None:
        text = _masked(told, personal)
    if text is None and isinstance(error, OSError) and error.strerror and error.filename is None:
        text = _masked(f"[Errno {error.errno}] {error.strerror}", personal)
    return text


def shown_text(error: BaseException, personal: Collection[str] = ()) -> str:
    """Return what a traceback says instead of an error's text: that text, or why there is none."""
    text = harmless_text(error, personal)
    if text is not None:
        return text
    code = database_code(error)
    return f"{code} (its text may be personal)".lstrip() if code else "(its text may be personal)"


def _ours(error: BaseException) -> str | None:
    if isinstance(error, InvalidRequest):
        told = error.code and error.field in (*_FIELDS, *_DATABASES)
        return f"{error.field} {error.rule}" if told else None
    if isinstance(error, GatewayError):
        return f"ret_code {error.ret_code}"  # the sentence may name somebody
    if isinstance(error, ZhixiaoError):
        told = isinstance(error, _SPELLED_OUT) and isinstance(error.message, Text)
        return str(error) if told else None
    text = error.args[0] if len(error.args) == 1 else None
    return str(text) if isinstance(text, Text) else None  # of the tables, so written here


def _masked(text: str, personal: Collection[str]) -> str:
    """Return a text without the words that are, or may be pieces of, somebody's data."""
    data = {value.casefold() for value in personal if value}
    if not data:
        return text

    def mask(match: re.Match[str]) -> str:
        word = match[0].casefold()
        long = len(word) >= _SHORTEST or not word.isascii()
        piece = long and any(word in value for value in data)
        return "…" if piece or any(value in word for value in data) else match[0]

    return _PIECE.sub(mask, text)
