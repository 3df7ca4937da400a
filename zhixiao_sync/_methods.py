"""A request class turned into a synchronous method with the class's signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from zhixiao_async._methods import describe
from zhixiao_async.registry import Request

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


class _Caller(Protocol):
    def call(self, request: Request[ResultT]) -> ResultT: ...


def endpoint_method(
    request: Callable[P, Request[ResultT]],
) -> Callable[Concatenate[_Caller, P], ResultT]:
    """Turn a request class into a client's method, in the client's class body."""

    def method(self: _Caller, /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
        return self.call(request(*args, **kwargs))

    return describe(method, request)
