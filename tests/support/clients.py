"""A client of a test's sandbox, which sees every fault."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from zhixiao_async import Client, RetryPolicy
from zhixiao_async.sandbox import Sandbox


def connect(gateway: Sandbox) -> Client:
    """Return a client that tries once, so that every fault is seen."""
    return Client(gateway.credentials, base_url=gateway.base_url, retry=RetryPolicy(attempts=1))


@pytest.fixture(name="client")
async def sandbox_client(gateway: Sandbox) -> AsyncIterator[Client]:
    """Open a client of the test's sandbox."""
    async with connect(gateway) as client:
        yield client
