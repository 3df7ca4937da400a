"""A busy machine is no finding: what asyncio says of slow callbacks reaches no test."""

from __future__ import annotations

import asyncio

import pytest


async def test_slow_callback(caplog: pytest.LogCaptureFixture) -> None:
    """It would be told of, and a test that reads every line of the log would fail."""
    loop = asyncio.get_running_loop()
    assert loop.get_debug()
    loop.slow_callback_duration = 0
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert caplog.messages == []
