"""Programs and servers that a machine lacks: their tests are skipped, and in CI they fail.

Libraries that read exports are another matter: ``make test`` has them, the other Pythons haven't.
"""

from __future__ import annotations

import os
from typing import Any, NoReturn

import pytest


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the running test, or fail it in CI."""
    stop = pytest.fail if os.environ.get("CI") else pytest.skip
    stop(reason)


def reader(library: str) -> Any:
    """Return a library that reads what is exported, or skip where it isn't installed."""
    return pytest.importorskip(
        library, reason=f"{library} reads alike on every Python, so only make test installs it"
    )
