"""Finding out what became of a request whose reply was lost."""

from .settle import settle
from .settlement import Settlement, SettlePace, Verdict

__all__ = ["SettlePace", "Settlement", "Verdict", "settle"]
