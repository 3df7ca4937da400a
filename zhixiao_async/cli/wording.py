"""The command line's texts: entries of its own tables."""

from __future__ import annotations

from ..messages import text
from ..messages.catalogue import Catalogue
from . import en, zh
from .explain import en as explain_en
from .explain import zh as explain_zh
from .orders import en as orders_en
from .orders import zh as orders_zh


class Text(text.Text):
    """An entry of the command line's tables: a ``str`` in English that can be told in Chinese."""

    __slots__ = ()

    tables = Catalogue(
        en.TEXTS | explain_en.TEXTS | orders_en.TEXTS,
        zh.TEXTS | explain_zh.TEXTS | orders_zh.TEXTS,
    )
