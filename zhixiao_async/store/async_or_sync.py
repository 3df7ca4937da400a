"""Code that serves async and sync callers alike."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from typing import TypeVar, cast

from ..errors import InvalidRequest
from ..messages.text import Text

T = TypeVar("T")


async def maybe_await(value: Awaitable[T] | T) -> T:
    """Return a value, awaited first if it is awaitable."""
    given: object = value
    return cast("T", await given if inspect.isawaitable(given) else given)


@asynccontextmanager
async def maybe_async_with(
    manager: AbstractAsyncContextManager[T] | AbstractContextManager[T],
) -> AsyncGenerator[T, None]:
    """Enter a context manager by ``async with`` if it is an async one, else by ``with``."""
    if isinstance(manager, AbstractAsyncContextManager):
        async with manager as value:
            yield value
    else:
        with manager as value:
            yield value


def is_blocking(method: object) -> bool:
    """Return whether a call returns the result itself, as every call in zhixiao_sync does."""
    call = getattr(method, "__call__", None)  # noqa: B004 - which kind, not whether
    return not (inspect.iscoroutinefunction(method) or inspect.iscoroutinefunction(call))


def call_for_future(function: Callable[..., T], *arguments: object) -> T:
    """Call in a worker thread; turn StopIteration, which a Future can't carry, into RuntimeError.

    Raises:
        RuntimeError: The function raised StopIteration.
    """
    try:
        return function(*arguments)
    except StopIteration as error:
        raise RuntimeError("StopIteration was raised, by a next() that found nothing") from error


def require_package(
    field: str, *, blocks: bool, must_block: bool, has_clients: bool = False
) -> None:
    """Check that an argument is of the caller's own package: blocking, or awaited.

    Args:
        field: The argument's name.
        blocks: Whether it blocks, as everything in zhixiao_sync does.
        must_block: Whether it has to.
        has_clients: Whether the argument's clients are of a package, not the argument itself.

    Raises:
        InvalidRequest: The argument is of the other package.
    """
    if blocks is not must_block:
        package = "zhixiao_sync" if must_block else "zhixiao_async"
        other = "zhixiao_async" if must_block else "zhixiao_sync"
        key = "rule.other_package_clients" if has_clients else "rule.other_package"
        raise InvalidRequest(field, Text(key, package=package, other=other))
