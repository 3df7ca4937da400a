"""What may be async or sync, so that one text serves both."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any


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
