"""Programs and servers that a machine lacks: their tests are skipped, and in CI they fail."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the running test, or fail it in CI."""
    stop = pytest.fail if os.environ.get("CI") else pytest.skip
    stop(reason)
