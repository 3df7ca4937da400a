"""What a handler may still do on a SQLAlchemy connection, as its events tell."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhixiao_async.store.watching import listeners

CONNECTION = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"))


def test_statement_after_a_rollback():
    """It would be committed by itself, in a transaction that the driver begins anew."""
    events = listeners()
    events["before_cursor_execute"](CONNECTION, None, "SELECT 1", ())
    events["rollback"](CONNECTION)
    with pytest.raises(RuntimeError, match="must not go on after rolling it back"):
        events["before_cursor_execute"](CONNECTION, None, "SELECT 1", ())


def test_each_handler_has_events_of_its_own():
    """One handler's rollback is none of another's."""
    listeners()["rollback"](CONNECTION)
    listeners()["before_cursor_execute"](CONNECTION, None, "SELECT 1", ())
