"""Helpers that serve async and sync code alike, and tell one from the other."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.store.async_or_sync import (
    call_for_future,
    is_blocking,
    maybe_async_with,
    maybe_await,
    require_package,
)


async def later():
    """Return a result to be awaited."""
    return 7


class Awaited:
    """An object that is called like a function, and awaited."""

    async def __call__(self):
        """Return a result to be awaited."""
        return 7


@pytest.mark.parametrize("make", [lambda: 7, later], ids=["there", "awaited"])
async def test_resolved(make):
    """A value is returned whether it is there already or has to be awaited."""
    assert await maybe_await(make()) == 7


@pytest.mark.parametrize("kind", [contextmanager, asynccontextmanager])
async def test_entered(kind):
    """A context manager of either kind is entered and left, and yields its value."""
    seen = []

    async def as_async():
        yield "inside"
        seen.append("left")

    def as_sync():
        yield "inside"
        seen.append("left")

    manager = kind(as_async if kind is asynccontextmanager else as_sync)()
    async with maybe_async_with(manager) as value:
        seen.append(value)
    assert seen == ["inside", "left"]


@pytest.mark.parametrize(
    ("method", "blocking"), [(len, True), (later, False), (Awaited(), False), (object(), True)]
)
def test_blocking(method, blocking):
    """An awaited function doesn't block, nor does an object that is called like one."""
    assert is_blocking(method) is blocking


def test_called():
    """A function is called with its arguments, and its result returned."""
    assert call_for_future(max, 3, 7) == 7


def test_called_at_the_end_of_something():
    """A StopIteration, which no future takes, becomes an error that says where it is from."""
    with pytest.raises(RuntimeError, match="StopIteration was raised, by a next") as caught:
        call_for_future(next, iter(()))
    assert isinstance(caught.value.__cause__, StopIteration)


@pytest.mark.parametrize("kind", [True, False])
def test_right_kind(kind):
    """An argument of the caller's own package passes."""
    require_package("store", blocks=kind, must_block=kind)


@pytest.mark.parametrize(
    ("blocking", "said"),
    [
        (True, "store must be of zhixiao_sync here, not of zhixiao_async"),
        (False, "store must be of zhixiao_async here, not of zhixiao_sync"),
    ],
)
def test_wrong_kind(blocking, said):
    """An argument of the other package is refused, and the right package named."""
    with pytest.raises(InvalidRequest) as caught:
        require_package("store", blocks=not blocking, must_block=blocking)
    assert str(caught.value) == said
