"""A client's method gets the name, the docstring and the signature of its request class."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from ..checks import WrongArguments
from ..registry import method_name

P = ParamSpec("P")
RequestT = TypeVar("RequestT")
MethodT = TypeVar("MethodT", bound=Callable[..., Any])


def make(request: Callable[P, RequestT], /, *args: P.args, **kwargs: P.kwargs) -> RequestT:
    """Make the request of a method's arguments.

    Raises:
        TypeError: An argument is missing or unknown; it names the method.
        InvalidRequest: An argument breaks a rule.
    """
    try:
        return request(*args, **kwargs)
    except WrongArguments as error:
        cls: Any = request
        raise WrongArguments(method_name(cls), error.problem) from None


def describe(method: MethodT, request: Callable[..., Any]) -> MethodT:
    """Give a method the name, the docstring and the signature of a request class."""
    cls: Any = request
    signature = inspect.signature(cls)
    me = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    method.__name__ = method_name(cls)
    method.__qualname__ = f"Client.{method.__name__}"
    method.__doc__ = cls.__doc__
    described: Any = method
    described.__signature__ = signature.replace(
        parameters=[me, *signature.parameters.values()], return_annotation=cls.endpoint.result
    )
    return method
