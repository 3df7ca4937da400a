"""A handler's time on a SQLAlchemy connection: whoever ends the transaction is told off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .statements import ending

_OURS = "the transaction is the inbox's: a handler must not"


def listeners() -> Mapping[str, Callable[..., None]]:
    """By the event of SQLAlchemy's: new ones for each handler, so that handlers may be nested."""
    undone = False

    def execute(
        connection: Any, cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        if undone:
            raise RuntimeError(f"{_OURS} go on after rolling it back")
        word = ending(statement, connection.dialect.name)
        if word is not None:
            raise RuntimeError(f"{_OURS} run {word}, which ends it")

    def commit(connection: Any) -> None:
        # SQLAlchemy takes the transaction for ended now and would leave it open in the pool.
        connection.connection.rollback()
        raise RuntimeError(f"{_OURS} commit it")

    def rollback(_: object) -> None:
        # Let be: an ORM session does it where an error passes through, which would be hidden.
        nonlocal undone
        undone = True

    return {"before_cursor_execute": execute, "commit": commit, "rollback": rollback}
