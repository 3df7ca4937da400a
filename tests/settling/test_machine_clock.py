"""The clock that settling goes by outside of tests."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async._moments import moment
from zhixiao_async.settling.watch import MachineClock


@pytest.fixture(autouse=True, scope="module")
def no_waiting() -> None:
    """Leaves the clock as it is, where its neighbours have theirs skip what is slept."""


def test_time_that_has_passed():
    """It is the time of the clock that nobody can set."""
    before = moment()
    assert before <= MachineClock().now() <= moment()


async def test_time_that_is_let_pass(monkeypatch):
    """The event loop goes on meanwhile."""
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    await MachineClock().sleep(7.5)
    assert slept == [7.5]
