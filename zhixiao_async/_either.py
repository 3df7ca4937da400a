"""What may be async or sync, so that one text serves both."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from .errors import InvalidRequest


async def settled(value: Any) -> Any:
    """A result that is there already, or that is to be awaited."""
    return await value if inspect.isawaitable(value) else value


@asynccontextmanager
async def entered(manager: Any) -> AsyncGenerator[Any, None]:
    """Enter what is entered by ``async with``, or by ``with``."""
    if hasattr(manager, "__aenter__"):
        async with manager as value:
            yield value
    else:
        with manager as value:
            yield value


def is_blocking(method: object) -> bool:
    """Whether calling it gives the result at once, as everything in zhixiao_sync does."""
    return not inspect.iscoroutinefunction(method)


def require_kind(field: str, *, given: bool, blocking: bool, verb: str = "be") -> None:
    """Check that what blocks isn't used on an event loop, and the other way round.

    Args:
        field: The argument's name.
        given: Whether it blocks.
        blocking: Whether it has to.
        verb: What it must do of a package.

    Raises:
        InvalidRequest: It is of the other package.
    """
    if given is not blocking:
        package = "zhixiao_sync" if blocking else "zhixiao_async"
        other = "zhixiao_async" if blocking else "zhixiao_sync"
        raise InvalidRequest(field, f"must {verb} of {package} here, not of {other}")
