"""A handler's time on a SQLAlchemy connection: whoever ends the transaction is told off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .statements import ending

_OURS = "the transaction is the inbox's: a handler must not"


def listeners() -> Mapping[str, Callable[..., None]]:
    """By the event of SQLAlchemy's: new ones for each handler, so that handlers may be nested."""

    def execute(
        connection: Any, cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        word = ending(statement, connection.dialect.name)
        if word is not None:
            raise RuntimeError(f"{_OURS} run {word}, which ends it")

    return {
        "before_cursor_execute": execute,
        "commit": _refusal("commit"),
        "rollback": _refusal("roll back"),
    }


def _refusal(verb: str) -> Callable[[Any], None]:
    def refuse(connection: Any) -> None:
        # SQLAlchemy takes the transaction for ended now and would leave it open in the pool.
        connection.connection.rollback()
        raise RuntimeError(f"{_OURS} {verb} it")

    return refuse
