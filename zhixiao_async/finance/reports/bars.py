"""Charts of what was received and refunded."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import grouped_yuan
from .model import Chart, Series, Shape
from .sums import Sums
from .texts import Words

_MOST = 12
"""Bars by name that are told apart at a glance; all others are one."""


def chart_of(
    words: Words, name: str, shape: Shape, parts: Sequence[tuple[str, Sums]]
) -> Chart | None:
    """Return a chart, or None where there is nothing to be seen.

    Args:
        words: The texts; ``chart.NAME`` is the title.
        name: Which chart it is.
        shape: How it stands.
        parts: Labels with their sums, in order.
    """
    if not any(sums.received or sums.refunded for _, sums in parts):
        return None
    title = words(f"chart.{name}")
    label, most = max(parts, key=lambda part: part[1].received)
    alt = words("chart.alt", title=title, label=label, amount=grouped_yuan(most.received))
    series = tuple(
        Series(words(f"column.{each}"), tuple(getattr(sums, each) for _, sums in parts))
        for each in ("received", "refunded")
    )
    return Chart(title, alt, shape, tuple(label for label, _ in parts), series)


def greatest(words: Words, parts: Sequence[tuple[str, Sums]]) -> list[tuple[str, Sums]]:
    """Return those with the greatest receipts, and all others as one."""
    ordered = sorted(parts, key=lambda part: (-part[1].received, part[0]))
    if len(ordered) <= _MOST:
        return ordered
    rest = Sums()
    for _, sums in ordered[_MOST:]:
        rest.include(sums)
    return [*ordered[:_MOST], (words("chart.others", count=len(ordered) - _MOST), rest)]
