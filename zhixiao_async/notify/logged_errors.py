"""An error as the log may show it: its traceback and names, without texts that may be personal.

Python prints an error's text below its traceback, and with it whatever the user's code, an ORM or
a database put there: a row, the parameters of a statement, somebody's name.
"""

from __future__ import annotations

from collections.abc import Collection
from types import TracebackType

from .error_places import is_library
from .harmless_texts import shown_text

_LONGEST_CHAIN = 30
"""Errors of a chain that are shown; of the rest nobody reads."""

_OWN_NOTE = "zhixiao: "
"""The beginning of a note that this library added: which file, which refund."""


class _Shown(Exception):
    """Stands for another error in a traceback, under that one's name."""


def as_logged(error: BaseException, personal: Collection[str] = ()) -> BaseException:
    """Return what stands for an error in the log, with its causes and their tracebacks.

    Its type has the same name and module. Of a text only what is known to quote nothing is left.
    A traceback begins at the user's own code, if any of that is in it.

    Args:
        error: Any, a group of errors as well. It isn't changed.
        personal: The payer's data.
    """
    return _Copies(personal).of(error)


class _Copies:
    def __init__(self, personal: Collection[str]) -> None:
        self._personal = personal
        self._made: dict[int, BaseException] = {}

    def of(self, error: BaseException) -> BaseException:
        made = self._made.get(id(error))
        if made is not None:
            return made
        copy = self._named_alike(error)
        self._made[id(error)] = copy
        for note in getattr(error, "__notes__", ()):
            if str(note).startswith(_OWN_NOTE):
                copy.add_note(str(note))
        copy.__traceback__ = _from_own_code(error.__traceback__)
        copy.__cause__ = self._of_chained(error.__cause__)
        copy.__context__ = self._of_chained(error.__context__)
        copy.__suppress_context__ = error.__suppress_context__
        return copy

    def _of_chained(self, error: BaseException | None) -> BaseException | None:
        return None if error is None or len(self._made) >= _LONGEST_CHAIN else self.of(error)

    def _named_alike(self, error: BaseException) -> BaseException:
        kind = type(error)
        names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
        text = shown_text(error, self._personal)
        if isinstance(error, BaseExceptionGroup):
            parts = [self.of(part) for part in error.exceptions[:_LONGEST_CHAIN]]
            group: type[BaseExceptionGroup[BaseException]]
            group = type(kind.__name__, (BaseExceptionGroup,), names)
            return group(text, parts)
        shown: type[_Shown] = type(kind.__name__, (_Shown,), names)
        return shown(text)


def _from_own_code(traceback: TracebackType | None) -> TracebackType | None:
    """Return the traceback from the first line of the user's own on; all of it without one."""
    first = traceback
    while first is not None and is_library(first.tb_frame.f_code.co_filename):
        first = first.tb_next
    return first or traceback
