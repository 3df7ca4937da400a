"""A page's rows that have an id, by the day they lie on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias, TypeGuard

import attrs

from ..protocol.row_digests import Digests
from .rows import Rows, RowsT

Day: TypeAlias = int | None
"""Of a row's ``order_date``, Beijing time; None where it has none that can be read."""


class Contradiction(Exception):
    """Two rows of one id differ. Nothing of the second is told: it may be a payer's.

    Attributes:
        row_id: The id of both.
        across: Whether the first stood in the window before.
    """

    def __init__(self, row_id: str, *, across: bool) -> None:
        super().__init__(row_id)
        self.row_id = row_id
        self.across = across


@attrs.frozen
class Batch:
    """Some rows' ids, all different, and their rows' digests.

    Attributes:
        least: The first of the ids in the order of texts; empty if there are none.
        greatest: The last of them.
    """

    ids: Sequence[str]
    digests: Digests
    least: str = attrs.field(init=False)
    greatest: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "least", min(self.ids, default=""))
        object.__setattr__(self, "greatest", max(self.ids, default=""))

    def without(self, ids: set[str]) -> Batch:
        """Return the other rows."""
        if not ids:
            return self
        places = [place for place, row_id in enumerate(self.ids) if row_id not in ids]
        return Batch([self.ids[place] for place in places], self.digests.pick(places))


def batches_of(rows: Rows[RowsT]) -> dict[Day, tuple[Sequence[int], Batch]]:
    """Return the rows that have an id, by their day, each with its place on the page.

    Most pages lie on one day, and no id comes twice: then no row is looked at by itself.

    Raises:
        Contradiction: Two rows of one id and day differ.
    """
    ids = rows.ids
    if not _all_different(ids) or (span := rows.span()) is None or span[0] != span[1]:
        return _sorted_by_day(rows, ids)
    return {span[0]: (range(len(ids)), Batch(ids, rows.digests))}


def _sorted_by_day(
    rows: Rows[RowsT], ids: Sequence[str | None]
) -> dict[Day, tuple[Sequence[int], Batch]]:
    places: dict[Day, dict[str, int]] = defaultdict(dict)
    digests = rows.digests
    for place, row_id in enumerate(ids):
        if row_id is None:
            continue
        first = places[rows.day(place)].setdefault(row_id, place)
        if digests[first] != digests[place]:
            raise Contradiction(row_id, across=False)
    return {
        day: (list(of_day.values()), Batch(list(of_day), digests.pick(of_day.values())))
        for day, of_day in places.items()
    }


def _all_different(ids: Sequence[str | None]) -> TypeGuard[Sequence[str]]:
    return None not in ids and len(set(ids)) == len(ids)
