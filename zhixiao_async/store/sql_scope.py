"""The scope of a ``scoped_session``: for a while the inbox's session is the current one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def in_scope(registry: Any, session: object) -> Iterator[None]:
    """Make a session the current one of a scope, and then the one that was it before.

    Args:
        registry: The scope's, of SQLAlchemy.
        session: The handler's.
    """
    before = registry() if registry.has() else None
    registry.set(session)
    try:
        yield
    finally:
        registry.clear()
        if before is not None:
            registry.set(before)
