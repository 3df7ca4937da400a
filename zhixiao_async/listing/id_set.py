"""Ids of rows, a hundred thousand and more of them, that cost little to keep.

Rows nearly always come in the order of their ids, up or down. Then the least and the greatest id
tell that a page has no row that came before, and a page is kept as one text instead of a thousand
strings: these would lie between the next pages' rows, where memory is used again. Only where pages
overlap are the ids themselves needed.
"""

from __future__ import annotations

from collections.abc import Collection

from ..protocol.row_digests import Digest, Digests
from .batches import Batch

_BETWEEN = "\0"
_FEW = 2
"""Pages whose texts are split to find an id; if more are near, all pages are split, for good."""


class IdSet:
    """A set of ids, each with its row's digests."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._ranges: list[tuple[str, str]] = []
        self._least = self._greatest = ""
        self._digests = Digests()
        self._places: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._digests)

    def found(self, batch: Batch) -> dict[str, Digest]:
        """Return the ids of a batch that are in the set, each with its digests in the set."""
        places = self._places
        if places is None:
            if batch.least > self._greatest or batch.greatest < self._least:
                return {}
            places = self._near(batch.least, batch.greatest)
        return {row_id: self._digests[places[row_id]] for row_id in batch.ids if row_id in places}

    def add(self, batch: Batch) -> None:
        """Add a batch, of which no id is in the set."""
        ids = batch.ids
        if not ids:
            return
        start = len(self._digests)
        self._digests.extend(batch.digests)
        text = _BETWEEN.join(ids)
        if self._places is None and text.count(_BETWEEN) == len(ids) - 1:
            self._add_text(text, start, batch.least, batch.greatest)
        else:
            self._each().update((row_id, place) for place, row_id in enumerate(ids, start))

    def _add_text(self, text: str, start: int, least: str, greatest: str) -> None:
        self._least = min(self._least, least) if start else least
        self._greatest = max(self._greatest, greatest)
        self._texts.append(text)
        self._starts.append(start)
        self._ranges.append((least, greatest))

    def _near(self, least: str, greatest: str) -> dict[str, int]:
        near = [
            number
            for number, (first, last) in enumerate(self._ranges)
            if first <= greatest and least <= last
        ]
        return self._each() if len(near) > _FEW else self._of_pages(near)

    def _each(self) -> dict[str, int]:
        """Return where each id's digests are, kept up to date from now on."""
        if self._places is None:
            self._places = self._of_pages(range(len(self._texts)))
            self._texts, self._starts, self._ranges = [], [], []
        return self._places

    def _of_pages(self, pages: Collection[int]) -> dict[str, int]:
        return {
            row_id: self._starts[page] + position
            for page in pages
            for position, row_id in enumerate(self._texts[page].split(_BETWEEN))
        }
