"""Rows of the listing as columns: a list for each field, and no object for a row."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

import attrs

from .row_digests import Digests

NAMES = (
    "id", "operate_type", "pay_type", "order_id", "order_date", "user_no", "user_name", "mch_code",
    "order_intro", "remark", "device_no", "item_id", "item_name", "unreadable",
)  # fmt: skip
"""The columns that hold text: all but ``fee``."""

_CONTENT = [name for name in NAMES if name != "order_date"]
_KNOWN_KINDS = ("0", "1")

TextColumn: TypeAlias = list[str | None]


@attrs.frozen
class Columns:
    """Rows, one list for each field.

    Attributes:
        fee: In fen.
        texts: The other columns by name, None where a row has nothing. ``order_date`` is Beijing
            time as the document writes it; ``unreadable`` is a JSON object of the texts that
            couldn't be read, by field.
        digests: Equal for rows whose columns are equal.
    """

    fee: list[int]
    texts: dict[str, TextColumn]
    digests: Digests

    @classmethod
    def of(cls, fee: list[int], texts: dict[str, TextColumn]) -> Columns:
        """Make columns with their rows' digests."""
        # The fee as text, since hash(-1) == hash(-2).
        contents = zip(map(str, fee), *(texts[name] for name in _CONTENT), strict=True)
        moments = map(hash, texts["order_date"])
        return cls(fee, texts, Digests(array("q", map(hash, contents)), array("q", moments)))

    @property
    def data(self) -> Columns:
        """The rows."""
        return self

    @property
    def ids(self) -> TextColumn:
        """The rows' keys."""
        return self.texts["id"]

    def __len__(self) -> int:
        return len(self.fee)

    def span(self) -> tuple[int, int] | None:
        """Return the first and the last day that rows lie on; None if a row has no time."""
        times = self.texts["order_date"]
        if not times or None in times:
            return None
        given = [time for time in times if time is not None]
        return _day(min(given)), _day(max(given))

    def day(self, place: int) -> int | None:
        """Return the day that a row lies on."""
        time = self.texts["order_date"][place]
        return None if time is None else _day(time)

    def pick(self, places: Iterable[int]) -> Columns:
        """Return some of the rows."""
        chosen = list(places)
        return Columns(
            [self.fee[place] for place in chosen],
            {name: [column[place] for place in chosen] for name, column in self.texts.items()},
            self.digests.pick(chosen),
        )

    def of_no_known_kind(self) -> Columns:
        """Return the rows that don't say whether they are trades or refunds."""
        kinds = self.texts["operate_type"]
        return self.pick(place for place, kind in enumerate(kinds) if kind not in _KNOWN_KINDS)


def _day(time: str) -> int:
    return date.fromisoformat(time[:10]).toordinal()
