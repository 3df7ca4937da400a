"""The language of the locale.

``zhixiao --help`` runs this file by itself: nothing but Python's own is imported here.
"""

from __future__ import annotations

import os
from typing import Literal


def language_of_locale() -> Literal["en", "zh"]:
    """Return Chinese where the locale is Chinese, otherwise English.

    The locale is the first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set and not empty,
    as POSIX has it.
    """
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
