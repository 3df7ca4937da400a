"""Pages of --help, laid out in cells of the terminal: a Chinese character takes two.

click counts characters, and breaks lines at spaces alone, of which Chinese has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len

_WIDEST_NAME = 28
_CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
# A line ends at a space or beside a Chinese character, but for punctuation that closes something.
_PIECES = re.compile(rf"(?:[{_CHINESE}]|[^\s{_CHINESE}]+)[，。；：、）”]*|\s+")


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of so many cells."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def section(heading: str, rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Lay out names and what they are about in two columns below a heading.

    A name too long for its column has its text on the lines below it. Without rows there is no
    section.
    """
    if not rows:
        return []
    column = max([len(name) for name, _ in rows if len(name) <= _WIDEST_NAME], default=0) + 4
    lines = ["", heading]
    for name, about in rows:
        first, *more = wrapped(about, width - column)
        if len(name) <= _WIDEST_NAME:
            lines.append(f"  {name}".ljust(column) + first)
        else:
            lines += [f"  {name}", " " * column + first]
        lines += [" " * column + line for line in more]
    return lines
