"""What the values of a column are, wherever people read it."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What the values of a column are."""

    TEXT = "text"
    """Words."""
    ID = "id"
    """Digits that aren't counted with: their zeros stay."""
    COUNT = "count"
    """A number of things."""
    FEN = "fen"
    """An amount, an int of fen; people read it in yuan."""
    DAY = "day"
    """A ``date``."""
    MOMENT = "moment"
    """An aware ``datetime``, shown in Beijing time."""

    @property
    def is_number(self) -> bool:
        """Whether its values are added up, and stand at the right."""
        return self in (Kind.COUNT, Kind.FEN)
