"""A report's building blocks: a step says in two languages what is right or wrong."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Literal

import attrs

Language = Literal["en", "zh"]


@attrs.frozen
class Text:
    """One statement, in English and in Chinese."""

    en: str
    zh: str

    def to(self, language: Language) -> str:
        """The statement in that language."""
        return self.zh if language == "zh" else self.en


class Mark(Enum):
    """What a step means for the exit code: only ``WRONG`` makes it 1."""

    FINE = "[ok]"
    WRONG = "[!!]"
    NOTE = "[--]"


@attrs.frozen
class Step:
    """One thing looked at.

    Attributes:
        mark: Whether it is right.
        text: What was found.
        details: Lines below it: statements, or data that has no language.
    """

    mark: Mark
    text: Text
    details: tuple[Text | str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether something must be put right."""
        return self.mark is Mark.WRONG

    def lines(self, language: Language) -> list[str]:
        """The step as printed, its details indented."""
        details = [one.to(language) if isinstance(one, Text) else one for one in self.details]
        indented = [f"     {line}" for one in details for line in one.split("\n")]
        return [f"{self.mark.value} {self.text.to(language)}", *indented]


def fine(en: str, zh: str, *details: Text | str) -> Step:
    """A step that found nothing wrong."""
    return Step(Mark.FINE, Text(en, zh), details)


def wrong(en: str, zh: str, *details: Text | str) -> Step:
    """A step that found what must be put right."""
    return Step(Mark.WRONG, Text(en, zh), details)


def note(en: str, zh: str, *details: Text | str) -> Step:
    """A step that is worth knowing and neither right nor wrong."""
    return Step(Mark.NOTE, Text(en, zh), details)


def any_wrong(steps: Iterable[Step]) -> bool:
    """Whether anything must be put right."""
    return any(one.is_wrong for one in steps)
