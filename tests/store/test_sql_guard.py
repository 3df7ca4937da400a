"""The guard on a SQLAlchemy connection while a handler runs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhixiao_async.store.sql_guard import listeners

CONNECTION = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"))


def test_statement_after_a_rollback():
    """A statement after a rollback is refused: it would be committed by itself."""
    events = listeners()
    events["before_cursor_execute"](CONNECTION, None, "SELECT 1", ())
    events["rollback"](CONNECTION)
    with pytest.raises(RuntimeError, match="must not go on after rolling it back"):
        events["before_cursor_execute"](CONNECTION, None, "SELECT 1", ())


def test_each_handler_has_events_of_its_own():
    """One handler's rollback isn't held against another."""
    listeners()["rollback"](CONNECTION)
    listeners()["before_cursor_execute"](CONNECTION, None, "SELECT 1", ())
