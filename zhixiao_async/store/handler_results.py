"""The result of the user's function: one that nobody awaits is refused, before any commit."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from typing import TypeVar

from ..messages.text import Text
from .async_or_sync import maybe_await

T = TypeVar("T")


async def of_either(result: Awaitable[T] | T) -> T:
    """Return the result of a plain ``def``, or that of an ``async def``, awaited."""
    return _refuse_generator(await maybe_await(result))


async def of_async_def(result: Awaitable[T] | T) -> T:
    """Return the result of an ``async def``, awaited.

    Raises:
        TypeError: It was a plain function: on an async connection nothing of its work was done.
    """
    if not inspect.isawaitable(result):
        raise TypeError(Text("error.handler_not_async"))
    return _refuse_generator(await result)


def of_plain_def(result: Awaitable[T] | T) -> T:
    """Return the result of a plain ``def``.

    Raises:
        TypeError: It has to be awaited still: none of the work was done.
    """
    if inspect.isawaitable(result):
        _close(result)
        raise TypeError(Text("error.handler_not_plain"))
    return _refuse_generator(result)


def _refuse_generator(result: T) -> T:
    if inspect.isgenerator(result) or inspect.isasyncgen(result):
        raise TypeError(Text("error.handler_yields"))
    return result


def _close(result: object) -> None:
    """Close a coroutine that is never awaited: the error says it, and Python needn't warn."""
    close = getattr(result, "close", None)
    if close is not None:
        close()
