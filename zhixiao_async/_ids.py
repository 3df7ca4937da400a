"""Ids of rows, a hundred thousand and more of them, that cost little to keep.

Rows nearly always come in the order of their ids, up or down. Then the least and the greatest of
them tell that a page has none that came before, and what is kept of a page is one text instead of
a thousand strings: these would lie between the next pages' rows, where memory is used again. Only
where pages overlap are the ids themselves needed.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

_BETWEEN = "\0"


class Ids:
    """A set of them."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._count = 0
        self._least = self._greatest = ""
        self._each: set[str] | None = None

    def __len__(self) -> int:
        return self._count if self._each is None else len(self._each)

    def has_none_of(self, ids: AbstractSet[str]) -> bool:
        """Whether these are all others."""
        if not self or not ids:
            return True
        if self._each is None and (min(ids) > self._greatest or max(ids) < self._least):
            return True
        return self.each().isdisjoint(ids)

    def add(self, ids: AbstractSet[str]) -> None:
        """Add these, which are all others."""
        if not ids:
            return
        text = _BETWEEN.join(ids)
        if self._each is not None or text.count(_BETWEEN) != len(ids) - 1:
            self.each().update(ids)
            return
        least, greatest = min(ids), max(ids)
        self._least = min(self._least, least) if self._count else least
        self._greatest = max(self._greatest, greatest)
        self._texts.append(text)
        self._count += len(ids)

    def each(self) -> set[str]:
        """The ids themselves, to be changed at will."""
        if self._each is None:
            self._each = {one for text in self._texts for one in text.split(_BETWEEN)}
            self._texts = []
        return self._each
