"""Tables that are too wide for a terminal: with narrower sentences, or as lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rich.cells import cell_len
from rich.table import Table

_LEAST_PROSE = 16
"""Cells of a column of sentences that can still be read."""


def narrowed(table: Table, prose: Collection[int], lacking: int) -> bool:
    """Give columns of prose so much less room, if they have it; return whether they had."""
    sizes = {place: max(map(cell_len, map(str, table.columns[place].cells))) for place in prose}
    long = {place: size for place, size in sizes.items() if size > 2 * _LEAST_PROSE}
    room = sum(long.values()) - lacking
    if not long or room < _LEAST_PROSE * len(long):
        return False
    for place in long:
        table.columns[place].width = room // len(long)
        table.columns[place].overflow = "fold"
    return True


def aligned(lines: Sequence[Sequence[str]], numbers: Collection[int]) -> Iterator[list[str]]:
    """Yield lines whose cells stand below each other."""
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        gaps = [" " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
        yield [
            gap + cell if place in numbers else cell + gap
            for place, (cell, gap) in enumerate(zip(line, gaps, strict=True))
        ]
