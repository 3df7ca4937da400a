"""Errors of the command line: one sentence, and an exit code."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import ZhixiaoError
from ..messages.text import Text


class CommandError(Exception):
    """A command can't do what was asked for.

    Attributes:
        message: Why, and what to do; a :class:`~.wording.Text` is told in the reader's language.
        code: The exit code.
    """

    def __init__(self, message: str, code: int = 2) -> None:
        self.message = message
        self.code = code


def sentence(error: BaseException) -> str:
    """Return an error's type and first line."""
    # SQLAlchemy's own text has the statement with its values in it.
    cause: BaseException = getattr(error, "orig", None) or error
    lines = str(cause).splitlines()
    return f"{type(cause).__name__}: {lines[0]}" if lines else type(cause).__name__


def told(error: BaseException, otherwise: Callable[[BaseException], str] = sentence) -> str:
    """Return why something failed; this library's own texts are told in the reader's language.

    Args:
        error: Any.
        otherwise: Returns what is told of an error whose text isn't the library's.
    """
    own = error.message if isinstance(error, ZhixiaoError) else [*error.args, ""][0]
    return own if isinstance(own, Text) else otherwise(error)
