"""A request class turned into a method: its signature is the class's, its result the request's."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from .registry import Request, method_name

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


class _Caller(Protocol):
    async def call(self, request: Request[ResultT]) -> ResultT: ...


def endpoint_method(
    request: Callable[P, Request[ResultT]],
) -> Callable[Concatenate[_Caller, P], Coroutine[Any, Any, ResultT]]:
    """Turn a request class into a client's method, in the client's class body."""

    async def method(self: _Caller, /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
        return await self.call(request(*args, **kwargs))

    return describe(method, request)


MethodT = TypeVar("MethodT", bound=Callable[..., Any])


def describe(method: MethodT, request: Callable[..., Any]) -> MethodT:
    """Give a method the name, the text and the signature of a request class."""
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
