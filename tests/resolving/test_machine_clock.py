"""The clock that resolving goes by outside of tests."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async.errors.moments import moment
from zhixiao_async.resolving.poller import MachineClock


@pytest.fixture(autouse=True, scope="module")
def no_waiting() -> None:
    """Leave the clock as it is, where the other tests here skip the pauses."""


def test_time_that_has_passed():
    """The time is that of the clock that nobody can set."""
    before = moment()
    assert before <= MachineClock().now() <= moment()


async def test_time_that_is_let_pass(monkeypatch):
    """The event loop goes on while time passes."""
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    await MachineClock().sleep(7.5)
    assert slept == [7.5]
