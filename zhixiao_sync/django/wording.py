"""The app's texts: entries of its own tables, told in the language that Django has active."""

from __future__ import annotations

from django.utils import functional
from django.utils.translation import get_language

from zhixiao_async.messages import text
from zhixiao_async.messages.catalogue import Catalogue, Language

from . import en, zh


class Text(text.Text):
    """An entry of the app's tables: a ``str`` in English that can be told in Chinese."""

    __slots__ = ()

    tables = Catalogue(en.TEXTS, zh.TEXTS)


def language() -> Language:
    """Return Django's active language, if it is Chinese, and English else."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def told(given: text.Text) -> str:
    """Return a text in Django's active language."""
    return given.to(language())


def _told_key(key: str) -> str:
    return told(Text(key))


lazy = functional.lazy(_told_key, str)
"""Return an entry that is told when it is shown, as ``gettext_lazy`` returns one."""
