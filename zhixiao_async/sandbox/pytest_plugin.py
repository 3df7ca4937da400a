"""Pytest fixtures: a gateway of its own for each test, and no way to the real one.

Pytest imports its plugins at every start, used or not, and before coverage begins to measure. So
the wheel also carries this file as the top-level module ``zhixiao_pytest``, which is what the
entry point names: importing it imports neither package. Nothing of ours is imported up here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from zhixiao_async import Credentials
    from zhixiao_async.sandbox import Clock, Rules, SandboxThread


@pytest.fixture
def zhixiao_credentials() -> Credentials:
    """Return the gateway's only merchant: the vendor's published test credentials.

    Define a fixture of this name to have the gateway take your own.
    """
    from zhixiao_async.sandbox import TEST_CREDENTIALS

    return TEST_CREDENTIALS


@pytest.fixture
def zhixiao_rules() -> Rules:
    """Return how the gateway answers what the document leaves open: the defaults.

    Define a fixture of this name to have it choose otherwise; a parametrized one runs each test
    under every choice.
    """
    from zhixiao_async.sandbox import Rules

    return Rules()


@pytest.fixture
def zhixiao_clock() -> Clock:
    """Return the machine's time for the gateway; a fixture of this name can start at another."""
    from zhixiao_async.sandbox import Clock

    return Clock()


@pytest.fixture
def zhixiao_gateway(
    zhixiao_credentials: Credentials, zhixiao_rules: Rules, zhixiao_clock: Clock
) -> Iterator[SandboxThread]:
    """Start a fresh sandbox gateway on a thread of its own, for sync and async tests.

    While it runs, connecting to any other host than this one fails the test, where it is tried
    and once more at the end: also from another thread, and if the test catches it. In an async test
    that also answers the notifications, wait for them with
    ``await asyncio.to_thread(zhixiao_gateway.drain)``.
    """
    from zhixiao_async.sandbox import SandboxThread
    from zhixiao_async.sandbox.server.loopback import loopback_only

    # pytest.fail raises a BaseException, which no `except Exception` takes for a network error.
    with (
        loopback_only(pytest.fail) as refused,
        SandboxThread(
            credentials=zhixiao_credentials, rules=zhixiao_rules, clock=zhixiao_clock
        ) as gateway,
    ):
        yield gateway
    if refused:
        pytest.fail("\n".join(dict.fromkeys(refused)), pytrace=False)
