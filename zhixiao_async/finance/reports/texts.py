"""The reports' texts, in the language that a report is made in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ...checks import choice
from ...endpoints import OperateType
from ...messages.catalogue import Catalogue, Language
from ...messages.locale import language_of_locale
from ..kinds import Kind
from . import en, reconciliation_en, reconciliation_zh, zh
from .model import Column

CATALOGUE = Catalogue(en.TEXTS | reconciliation_en.TEXTS, zh.TEXTS | reconciliation_zh.TEXTS)

_LANGUAGES = ("en", "zh")
_KINDS = {
    OperateType.TRADE.value: "kind.trade",
    OperateType.REFUND.value: "kind.refund",
    "": "kind.none",
}
_CHANNELS = {"WX": "channel.wechat", "AL": "channel.alipay", "": "channel.none"}

PAYER = ("user_no", "user_name")
"""What names a payer: personal data."""


class Words:
    """The texts in one language.

    Args:
        language: ``"zh"`` or ``"en"``; the locale's if None.

    Attributes:
        language: The language.

    Raises:
        InvalidRequest: Another language.
    """

    def __init__(self, language: Language | None) -> None:
        chosen: Language = language_of_locale() if language is None else language
        self.language: Language = choice(_LANGUAGES).require("language", chosen)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a text."""
        return CATALOGUE.text(key, self.language, **values)

    def column(self, name: str, kind: Kind = Kind.TEXT) -> Column:
        """Return a column under its heading."""
        return Column(name, self(f"column.{name}"), kind)

    def payer_columns(self, *, personal: bool) -> tuple[Column, ...]:
        """Return the columns of :data:`PAYER`, if personal data is asked for."""
        kinds = (Kind.ID, Kind.TEXT)
        return tuple(map(self.column, PAYER, kinds)) if personal else ()

    def list(self, texts: Iterable[str]) -> str:
        """Return texts as an enumeration."""
        return self("list.separator").join(texts)

    def channel(self, pay_type: str) -> str:
        """Return the name of a listed payment type; an unknown one is named by its code."""
        key = _CHANNELS.get(pay_type)
        return self("channel.unknown", code=pay_type) if key is None else self(key)

    def kind(self, operate_type: str) -> str:
        """Return the name of a listed row's kind; an unknown one is named by its code."""
        key = _KINDS.get(operate_type)
        return self("kind.unknown", code=operate_type) if key is None else self(key)

    def days(self, days: Iterable[date]) -> str:
        """Return days as an enumeration, those in a row as "from … to …"."""
        runs: list[list[date]] = []
        for day in sorted(days):
            if runs and day - runs[-1][-1] == timedelta(days=1):
                runs[-1].append(day)
            else:
                runs.append([day])
        return self.list(
            str(run[0]) if len(run) == 1 else self("days.run", first=run[0], last=run[-1])
            for run in runs
        )
