"""Finding out what became of a request whose reply was lost."""

from .pace import ResolvePace
from .resolution import Resolution, Verdict
from .resolver import resolve

__all__ = ["Resolution", "ResolvePace", "Verdict", "resolve"]
