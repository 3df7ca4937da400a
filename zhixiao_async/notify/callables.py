"""The user's functions, checked before anything depends on them: who calls them, with what."""

from __future__ import annotations

import inspect

from ..errors import InvalidRequest
from ..messages.text import Text
from ..store.async_or_sync import is_blocking

HANDLER_GETS = Text("noun.handler_gets")


def require_handler(handler: object, *, blocking: bool) -> None:
    """Check that a handler can be called with a payment and a connection.

    Args:
        handler: The user's.
        blocking: Whether nothing of its work can be awaited, as in all of zhixiao_sync.

    Raises:
        InvalidRequest: It can't be called so, or nothing of it would run then.
    """
    require_function("handler", handler, 2, HANDLER_GETS, blocking=blocking)


def require_function(
    field: str, function: object, count: int, gets: Text, *, blocking: bool
) -> None:
    """Check that a function can be called with so many positional arguments.

    A function that doesn't say what it takes, as some of C don't, is let through.

    Args:
        field: The argument that it was given as.
        function: The user's.
        count: The number of arguments.
        gets: What they are, for the error.
        blocking: Whether nothing of its work can be awaited.

    Raises:
        InvalidRequest: It is no function, or a class; it takes other arguments; it is an ``async
            def`` that nobody would await, or has a ``yield``, so that its body wouldn't run.
    """
    if isinstance(function, type):
        rule = Text("rule.class_as_function", name=function.__name__, gets=gets)
        raise InvalidRequest(field, rule)
    if not callable(function):
        raise InvalidRequest(field, Text("rule.not_function", gets=gets), given=type(function))
    call = getattr(function, "__call__", None)  # noqa: B004 - an object's own method
    if any(map(_has_yield, (function, call))):
        raise InvalidRequest(field, Text("rule.generator_function", name=_name(function)))
    if blocking and not is_blocking(function):
        raise InvalidRequest(field, Text("rule.async_function", name=_name(function)))
    try:
        # A decorator's own function: it may hand on more arguments than it is called with.
        signature = inspect.signature(function, follow_wrapped=False)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*range(count))
    except TypeError:
        shown = f"{_name(function)}{_names_of(signature)}"
        rule = Text("rule.other_parameters", count=count, gets=gets, function=shown)
        raise InvalidRequest(field, rule) from None


def _has_yield(function: object) -> bool:
    return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)


def _name(function: object) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _names_of(signature: inspect.Signature) -> inspect.Signature:
    """Return a signature without defaults and annotations, whose text may be long or secret."""
    empty = inspect.Parameter.empty
    names = [
        parameter.replace(default=empty, annotation=empty)
        for parameter in signature.parameters.values()
    ]
    return inspect.Signature(names)
