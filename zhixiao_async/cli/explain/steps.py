"""A report's building blocks: steps, each of them right, wrong or worth knowing."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ...messages.catalogue import Language
from ...messages.text import in_language
from ..wording import Text

FINE, WRONG, NOTE = "[ok]", "[!!]", "[--]"
_INDENT = " " * 5


@attrs.frozen
class Step:
    """One thing looked at.

    Attributes:
        mark: Whether it is right: ``FINE``, ``WRONG`` or ``NOTE``. Only ``WRONG`` makes the exit
            code 1.
        text: What was found.
        details: Lines below it: texts, or data that has no language.
    """

    mark: str
    text: str
    details: tuple[str, ...] = ()

    def lines(self, language: Language) -> list[str]:
        """Return the step as printed: its first line begins with the mark, others are indented."""
        texts = [in_language(text, language) for text in (self.text, *self.details)]
        first, *more = "\n".join(texts).split("\n")
        return [f"{self.mark} {first}", *(_INDENT + line for line in more)]


def fine(key: str, *details: str, **values: object) -> Step:
    """Make a step that found nothing wrong, of an entry of the tables."""
    return Step(FINE, Text(key, **values), details)


def wrong(key: str, *details: str, **values: object) -> Step:
    """Make a step that found what must be put right."""
    return Step(WRONG, Text(key, **values), details)


def note(key: str, *details: str, **values: object) -> Step:
    """Make a step that is worth knowing and neither right nor wrong."""
    return Step(NOTE, Text(key, **values), details)


def any_wrong(steps: Iterable[Step]) -> bool:
    """Return whether anything must be put right."""
    return any(step.mark == WRONG for step in steps)


def tolerated(steps: Iterable[Step]) -> list[Step]:
    """Return the steps with what is wrong as no more than a note: the receiver puts up with it."""
    return [attrs.evolve(step, mark=NOTE) if step.mark == WRONG else step for step in steps]
