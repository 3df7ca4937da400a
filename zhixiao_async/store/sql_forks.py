"""Pre-forked workers: a pool's connections belong to the process that opened them."""

from __future__ import annotations

import os
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

_OWNERS: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
"""The process that an engine's pool belongs to."""
_LEFT: list[Any] = []
"""Pools of parent processes: one that was freed here would close the parent's connections."""
_LOCKS: dict[int, Lock] = {}


def register(engine: Any) -> None:
    """Note that this process uses an engine's pool, unless its owner is known."""
    _OWNERS.setdefault(engine, os.getpid())


def replace_pool_after_fork(engine: Any) -> None:
    """Make an engine a pool of its own in a forked child; the parent keeps the pool that it had.

    Two processes that talk to a database on one socket read each other's answers.

    Args:
        engine: A sync engine, or the one behind an async engine.
    """
    process = os.getpid()
    if _OWNERS[engine] == process:
        return
    with _LOCKS.setdefault(process, Lock()):  # a parent's lock may have been forked while held
        if _OWNERS[engine] != process:
            _LEFT.append(engine.pool)
            engine.dispose(close=False)
            _OWNERS[engine] = process
