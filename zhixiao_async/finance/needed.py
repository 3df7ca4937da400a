"""What to install for a module that isn't there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..errors import InvalidRequest
from ..messages.text import Text


@contextmanager
def needed(field: str, packages: Mapping[str, str]) -> Iterator[None]:
    """Have the lack of a module be an InvalidRequest that says what to install.

    Args:
        field: The argument that wants the module.
        packages: What brings a module, by its name. The lack of any other is a fault, and raised.
    """
    try:
        yield
    except ImportError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in packages:
            raise
        rule = Text("rule.not_installed", module=missing, package=packages[missing])
        raise InvalidRequest(field, rule) from None
