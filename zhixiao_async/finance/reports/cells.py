"""A cell as people read it: amounts in yuan, times in Beijing, ids as they are."""

from __future__ import annotations

from datetime import date, datetime

from ...fields import printable, write_time, yuan
from ..kinds import Kind
from .model import Cell


def shown(cell: Cell, kind: Kind) -> str:
    """Return a cell's text; empty where there is no value.

    Control characters come as escapes. A cell of another type than its column's, such as the word
    in a row of sums, is written as it is.
    """
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return write_time(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return grouped_yuan(cell) if kind is Kind.FEN else f"{cell:,}"
    return printable(cell)


def grouped_yuan(fen: int) -> str:
    """Write fen as yuan with its thousands set apart: ``1,234.50``."""
    whole, _, cents = yuan(abs(fen)).partition(".")
    return f"{'-' if fen < 0 else ''}{int(whole):,}.{cents}"
