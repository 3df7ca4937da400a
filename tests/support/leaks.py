"""A fixture that finds what a file's tests left open."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def no_leaks() -> Iterator[None]:
    """Collect garbage before the next file: what was left open warns, which is an error."""
    yield
    gc.collect()
