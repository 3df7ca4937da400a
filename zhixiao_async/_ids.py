"""Ids of rows, a hundred thousand and more of them, that cost little to keep.

Rows nearly always come in the order of their ids, up or down. Then the least and the greatest of
them tell that a page has none that came before, and what is kept of a page is one text instead of
a thousand strings: these would lie between the next pages' rows, where memory is used again. Only
where pages overlap are the ids themselves needed.
"""

from __future__ import annotations

from collections.abc import Collection

import attrs

from ._digests import Digest, Digests

_BETWEEN = "\0"
_FEW = 2
"""Pages whose ids are taken apart to look for some; if more are near, all are, for good."""


@attrs.frozen
class Batch:
    """Some rows' ids, all different, and their rows' digests.

    Attributes:
        least: The first of the ids in the order of texts; empty if there are none.
        greatest: The last of them.
    """

    ids: list[str]
    digests: Digests
    least: str = attrs.field(init=False)
    greatest: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "least", min(self.ids, default=""))
        object.__setattr__(self, "greatest", max(self.ids, default=""))


class Ids:
    """A set of them, each with its row's digests."""

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
        """Those of these that are here, each with its row's digests as they are here."""
        places = self._places
        if places is None:
            if batch.least > self._greatest or batch.greatest < self._least:
                return {}
            places = self._near(batch.least, batch.greatest)
        return {one: self._digests[places[one]] for one in batch.ids if one in places}

    def add(self, batch: Batch) -> None:
        """Add these, which are all others."""
        ids = batch.ids
        if not ids:
            return
        start = len(self._digests)
        self._digests.extend(batch.digests)
        text = _BETWEEN.join(ids)
        if self._places is None and text.count(_BETWEEN) == len(ids) - 1:
            self._add_text(text, start, batch.least, batch.greatest)
        else:
            self._each().update((one, place) for place, one in enumerate(ids, start))

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
        """Where each id's digests are, from now on kept up to date."""
        if self._places is None:
            self._places = self._of_pages(range(len(self._texts)))
            self._texts, self._starts, self._ranges = [], [], []
        return self._places

    def _of_pages(self, pages: Collection[int]) -> dict[str, int]:
        return {
            one: self._starts[page] + position
            for page in pages
            for position, one in enumerate(self._texts[page].split(_BETWEEN))
        }
