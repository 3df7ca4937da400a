"""Pre-forked workers: a pool's connections belong to the process that opened them."""

from __future__ import annotations

import os
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

_OWNERS: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
_LEFT: list[Any] = []
_TURNS: dict[int, Lock] = {}


def remember(engine: Any) -> None:
    """An engine is used by this process, unless that is known."""
    _OWNERS.setdefault(engine, os.getpid())


def leave_to_parent(engine: Any) -> None:
    """After a fork, give the engine a pool of its own; the parent goes on with what was in it.

    Two processes that talk to a database on one socket read each other's answers.

    Args:
        engine: A sync one, or what stands behind an async one.
    """
    own = os.getpid()
    if _OWNERS[engine] == own:
        return
    with _TURNS.setdefault(own, Lock()):  # another process's may have been forked while held
        if _OWNERS[engine] != own:
            _LEFT.append(engine.pool)  # if it went away, its connections would say goodbye
            engine.dispose(close=False)
            _OWNERS[engine] = own
