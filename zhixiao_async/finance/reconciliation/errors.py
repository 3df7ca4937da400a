"""The error for books that can't be read for sure."""

from __future__ import annotations

from ...errors import ZhixiaoError
from ...messages.text import Text


class BooksRefused(ZhixiaoError):
    """The books can't be read for sure; nothing was compared."""


def refused_cell(source: str, row: int, column: str, rule: Text, given: object) -> BooksRefused:
    """Return the error for a cell.

    Args:
        source: The file's name, or what the books are.
        row: The file's line, or the row's number, from 1.
        column: The column's header.
        rule: The rule that the cell breaks.
        given: Its value. What may be a name isn't repeated.
    """
    place = Text("books.cell", source=source, row=row, column=column, rule=rule)
    shown = str(given)
    # A mapping to the wrong column must not bring a payer's name into an error.
    if shown and len(shown) <= 40 and all(mark in _SHOWN for mark in shown):
        return BooksRefused(Text("books.cell_got", place=place, given=shown))
    return BooksRefused(place)


_SHOWN = frozenset("0123456789.,:/-+()（）￥¥eE %'\"=")
