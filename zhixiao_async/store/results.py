"""What the user's function gave: a result that nobody waits for is refused, before any commit."""

from __future__ import annotations

import inspect
from typing import Any

from .._either import settled


async def either(result: Any) -> Any:
    """A plain result, or one that is awaited here."""
    return _finished(await settled(result))


async def awaited(result: Any) -> Any:
    """The result of an ``async def``.

    Raises:
        TypeError: It was a plain function: on an async connection nothing of its work was done.
    """
    if not inspect.isawaitable(result):
        raise TypeError("the handler must be an async def: its connection is an AsyncConnection")
    return _finished(await result)


def plain(result: Any) -> Any:
    """The result of a plain ``def``.

    Raises:
        TypeError: It is still to be awaited: none of the work was done.
    """
    if inspect.isawaitable(result):
        _close(result)
        raise TypeError("the handler must be a plain def: nothing can be awaited here")
    return _finished(result)


def _finished(result: Any) -> Any:
    if inspect.isgenerator(result) or inspect.isasyncgen(result):
        raise TypeError("the handler must not have a yield: its body doesn't run then")
    return result


def _close(result: Any) -> None:
    """Python would warn of a coroutine that was never awaited: the error says it."""
    close = getattr(result, "close", None)
    if close is not None:
        close()
