"""A text for people that is made where something is found out, and told in either language later.

It is the English text, so that it stands wherever a plain ``str`` does: in an exception, a log
line, a comparison. Where it is joined to other words, what comes out is plain English: a longer
text is a longer entry of the tables, with the shorter one among its values.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from .arguments import en as arguments_en
from .arguments import zh as arguments_zh
from .catalogue import Catalogue, Language
from .errors import en as errors_en
from .errors import zh as errors_zh
from .finance import en as finance_en
from .finance import zh as finance_zh
from .reasons import en as reasons_en
from .reasons import zh as reasons_zh
from .reconcile import en as reconcile_en
from .reconcile import zh as reconcile_zh
from .resolutions import en as resolutions_en
from .resolutions import zh as resolutions_zh
from .rules import en as rules_en
from .rules import zh as rules_zh

_ENGLISH = (
    arguments_en,
    errors_en,
    finance_en,
    reasons_en,
    reconcile_en,
    resolutions_en,
    rules_en,
)
_CHINESE = (
    arguments_zh,
    errors_zh,
    finance_zh,
    reasons_zh,
    reconcile_zh,
    resolutions_zh,
    rules_zh,
)

TEXTS = Catalogue(
    ChainMap(*(table.TEXTS for table in _ENGLISH)), ChainMap(*(table.TEXTS for table in _CHINESE))
)
"""Every text that an error can hold. Read when the package is: see :mod:`.catalogue`."""


class Text(str):
    """An entry of the tables: a ``str`` in English that can be told in Chinese.

    A subclass may have tables of its own.

    Args:
        key: The entry's, such as ``rule.too_long``.
        values: What stands in its placeholders; a Text among them follows the language.

    Attributes:
        tables: The catalogue that it is an entry of: :data:`TEXTS`.
        key: The entry's.
        values: What stands in its placeholders, by name.

    Raises:
        KeyError: No such entry, or a placeholder without a value.
    """

    __slots__ = ("key", "values")

    tables: ClassVar[Catalogue] = TEXTS
    key: str
    values: dict[str, Any]

    def __new__(cls, key: str, /, **values: object) -> Self:
        """Fill in the English entry."""
        text = super().__new__(cls, cls.tables.text(key, "en", **values))
        text.key, text.values = key, values
        return text

    def to(self, language: Language) -> str:
        """Return the text in a language."""
        values = {
            name: value.to(language) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        return self.tables.text(self.key, language, **values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.key, self.values)


def joined(key: str, texts: Sequence[str]) -> str:
    """Return one or more texts joined by an entry of ``{left}`` and ``{right}``: "a or b or c"."""
    row = texts[0]
    for text in texts[1:]:
        row = Text(key, left=row, right=text)
    return row


def in_language(text: str, language: Language) -> str:
    """Return a :class:`Text` in a language, and any other ``str`` as it is."""
    return text.to(language) if isinstance(text, Text) else text


def _again(cls: type[Text], key: str, values: dict[str, Any]) -> Text:
    return cls(key, **values)
