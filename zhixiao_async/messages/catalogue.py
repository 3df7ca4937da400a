"""A catalogue: one table of texts for each language, over the same keys.

The tables are Python modules, so that an error can be put into words without opening a file: there
may be no file descriptor left when it is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]


class Catalogue:
    """Texts with ``{placeholders}`` by key, in both languages.

    Args:
        en: The English table.
        zh: The Chinese table.
    """

    def __init__(self, en: Mapping[str, str], zh: Mapping[str, str]) -> None:
        self._tables: dict[Language, Mapping[str, str]] = {"en": en, "zh": zh}

    def text(self, key: str, language: Language, /, **values: object) -> str:
        """Return a text with its placeholders filled in.

        Raises:
            KeyError: No such key, or a placeholder without a value.
        """
        return self._tables[language][key].format_map(values)

    def __contains__(self, key: object) -> bool:
        return key in self._tables["en"]

    def check(self) -> None:
        """Check that both tables say the same things; for tests.

        Raises:
            ValueError: Names the first key that is missing or has other placeholders.
        """
        en, zh = self._tables["en"], self._tables["zh"]
        for key in sorted({*en, *zh}):
            if key not in en or key not in zh:
                raise ValueError(f"{key} is in one language only")
            if placeholders(en[key]) != placeholders(zh[key]):
                raise ValueError(f"{key} has other placeholders in Chinese than in English")


def placeholders(text: str) -> set[str]:
    """Return the names in a text that are filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
