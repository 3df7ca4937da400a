"""Why a command couldn't do what was asked for, in one sentence."""

from __future__ import annotations


class CannotDo(Exception):
    """What was asked for can't be had: the text says why, ``code`` is the exit code."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code


def sentence(error: BaseException) -> str:
    """An error's type and first line."""
    # SQLAlchemy's own text has the statement with its values in it.
    cause: BaseException = getattr(error, "orig", None) or error
    lines = str(cause).splitlines()
    return f"{type(cause).__name__}: {lines[0]}" if lines else type(cause).__name__
