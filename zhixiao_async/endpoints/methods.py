"""A client's method gets the name, the docstring and the signature of its request class."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from ..registry import method_name

MethodT = TypeVar("MethodT", bound=Callable[..., Any])


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
