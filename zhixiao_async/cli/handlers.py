"""A handler named on the command line: found in the current directory, as Python itself would."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..notify import Handler
from .complaints import CannotDo, sentence


@contextmanager
def loaded(text: str) -> Iterator[Handler[Any]]:
    """The handler that MODULE:FUNCTION names; it may import more from its directory as it runs.

    Raises:
        CannotDo: There is none.
    """
    place = str(Path.cwd())
    sys.path.insert(0, place)
    try:
        yield _handler(text)
    finally:
        with suppress(ValueError):  # its module may have removed it
            sys.path.remove(place)


def is_async(handler: Handler[Any]) -> bool:
    """Whether it is an ``async def``, or an object that is called like one."""
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(
        getattr(handler, "__call__", None)  # noqa: B004 - which kind, not whether
    )


def _handler(text: str) -> Handler[Any]:
    module, colon, name = text.partition(":")
    if not colon:
        raise CannotDo("--handler is MODULE:FUNCTION")
    try:
        found = getattr(importlib.import_module(module), name, None)
    except Exception as error:  # the module's own code runs here
        raise CannotDo(f"{module} can't be imported: {sentence(error)}") from None
    if not callable(found):
        raise CannotDo(f"{module} has no function {name}")
    handler: Handler[Any] = found
    return handler
