"""A handler named on the command line: found in the current directory, as Python itself would."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..notify import Handler
from .errors import CommandError, sentence
from .wording import Text


@contextmanager
def loaded(text: str) -> Iterator[Handler[Any]]:
    """Import the handler that MODULE:FUNCTION names; inside, it may import more from its directory.

    Raises:
        CommandError: There is none.
    """
    place = str(Path.cwd())
    sys.path.insert(0, place)
    try:
        yield _handler(text)
    finally:
        with suppress(ValueError):  # its module may have removed it
            sys.path.remove(place)


def _handler(text: str) -> Handler[Any]:
    module, colon, name = text.partition(":")
    if not colon:
        raise CommandError(Text("handler.form"))
    try:
        found = getattr(importlib.import_module(module), name, None)
    except Exception as error:  # the module's own code runs here
        reason = sentence(error)
        raise CommandError(Text("handler.not_imported", module=module, reason=reason)) from None
    if not callable(found):
        raise CommandError(Text("handler.no_function", module=module, name=name))
    handler: Handler[Any] = found
    return handler
