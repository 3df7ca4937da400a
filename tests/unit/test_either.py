"""What serves async and sync alike: it takes both, and tells one from the other."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async._either import called, entered, is_blocking, require_kind, settled


async def later():
    """A result to be awaited."""
    return 7


class Awaited:
    """Something that is called like a function, and awaited."""

    async def __call__(self):
        """The same."""
        return 7


@pytest.mark.parametrize("make", [lambda: 7, later], ids=["there", "awaited"])
async def test_settled(make):
    """A result is had whether it is there already or to be awaited."""
    assert await settled(make()) == 7


@pytest.mark.parametrize("kind", [contextmanager, asynccontextmanager])
async def test_entered(kind):
    """Either kind of context is entered and left, and hands over what it yields."""
    seen = []

    async def as_async():
        yield "inside"
        seen.append("left")

    def as_sync():
        yield "inside"
        seen.append("left")

    manager = kind(as_async if kind is asynccontextmanager else as_sync)()
    async with entered(manager) as value:
        seen.append(value)
    assert seen == ["inside", "left"]


@pytest.mark.parametrize(
    ("method", "blocking"), [(len, True), (later, False), (Awaited(), False), (object(), True)]
)
def test_blocking(method, blocking):
    """What is awaited doesn't block, be it a function or an object that is called like one."""
    assert is_blocking(method) is blocking


def test_called():
    """A function is called with its arguments, and its result given back."""
    assert called(max, 3, 7) == 7


def test_called_at_the_end_of_something():
    """A StopIteration, which no future takes, becomes an error that says where it came from."""
    with pytest.raises(RuntimeError, match="StopIteration was raised, by a next") as caught:
        called(next, iter(()))
    assert isinstance(caught.value.__cause__, StopIteration)


@pytest.mark.parametrize("kind", [True, False])
def test_right_kind(kind):
    """What is of the caller's own package passes."""
    require_kind("store", given=kind, blocking=kind)


@pytest.mark.parametrize(
    ("blocking", "said"),
    [
        (True, "store must be of zhixiao_sync here, not of zhixiao_async"),
        (False, "store must be of zhixiao_async here, not of zhixiao_sync"),
    ],
)
def test_wrong_kind(blocking, said):
    """What is of the other package is refused, and the right one named."""
    with pytest.raises(InvalidRequest) as caught:
        require_kind("store", given=not blocking, blocking=blocking)
    assert str(caught.value) == said
