"""A sandbox that goes by the machine's clock, a client of it, and orders of one payer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.support.clients import sandbox_client  # noqa: F401 - a fixture
from tests.support.clocks import skip_waiting
from zhixiao_async import (
    Client,
    OrderCreateResult,
    OutcomeUnknown,
    Resolution,
    ResolvePace,
)
from zhixiao_async.sandbox import Rules, Sandbox

QUICK = ResolvePace(first_probe=0, pause=3600, longest_pause=3600, order_deadline=60)
"""Looks at once, once more and at the deadline."""

ORDER: dict[str, Any] = {
    "body": "学费",
    "out_trade_no": "20881",
    "total_fee": 19800,
    "user_no": "2013141516",
    "notify_url": "http://127.0.0.1:9/notify",
}

ENDLESS = ResolvePace(first_probe=0, pause=0.01, longest_pause=0.01, order_deadline=4800)
"""Deadlines that no test reaches."""


@pytest.fixture(autouse=True, scope="module")
def no_waiting() -> Iterator[None]:
    """Have the pauses between probes pass at once."""
    with pytest.MonkeyPatch.context() as patch:
        skip_waiting(patch.setattr)
        yield


@pytest.fixture
async def gateway() -> AsyncIterator[Sandbox]:
    """Run a sandbox of the strictest reading: a number is good for one refund."""
    async with Sandbox(rules=Rules(repeated_out_refund_no="refuse")) as sandbox:
        yield sandbox


@pytest.fixture
def create(client: Client) -> Callable[..., Awaitable[OrderCreateResult]]:
    """Return a function that creates an order of 198 yuan."""
    return lambda **more: client.order_create(**ORDER | more)


@pytest.fixture
async def paid(gateway: Sandbox, create: Any) -> OrderCreateResult:
    """Create an order and pay it."""
    order: OrderCreateResult = await create()
    await gateway.pay(order.order_id)
    return order


async def lost(call: Awaitable[object]) -> OutcomeUnknown:
    """Return the error of a call whose reply is lost."""
    with pytest.raises(OutcomeUnknown) as caught:
        await call
    return caught.value


async def resolved(client: Client, error: OutcomeUnknown, **more: Any) -> Resolution:
    """Resolve a lost request at a test's pace."""
    return await client.resolve(error, **{"pace": QUICK} | more)
