"""The amounts at which a chart has a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

_MOST = 5
_LEAST = 100


def scale_of(amounts: Sequence[int]) -> list[int]:
    """Return even amounts from nothing, or the least amount, to the greatest or just above.

    Args:
        amounts: In fen.
    """
    least, most = min(0, *amounts), max(0, *amounts)
    step = next(each for each in _steps() if each * _MOST >= most - least)
    first, last = least // step, -(-most // step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _steps() -> Iterator[int]:
    for power in count():
        for factor in (1, 2, 5):
            yield _LEAST * factor * 10**power
