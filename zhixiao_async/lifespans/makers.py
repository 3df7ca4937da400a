"""What makes a client, checked where a lifespan is made of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from aiohttp import web

from ..errors import InvalidRequest
from ..messages.text import Text


def require_maker(make: Callable[..., object], used_by: str) -> None:
    """Check that a function can be called without arguments.

    An application comes in its place where the call's parentheses were forgotten.

    Args:
        make: The user's.
        used_by: The function of this library that it was given to.

    Raises:
        InvalidRequest: It is no function, or takes arguments.
    """
    # An application of aiohttp's can be called so, for gunicorn's sake.
    if isinstance(make, web.Application) or not _takes_nothing(make):
        raise InvalidRequest("make", Text("rule.not_maker", function=used_by), given=type(make))


def _takes_nothing(make: Callable[..., object]) -> bool:
    try:
        inspect.signature(make).bind()
    except TypeError:
        return False
    except ValueError:  # some functions of C don't say what they take
        return True
    return True
