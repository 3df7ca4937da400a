"""A sandbox that goes by the machine's clock, a client of it, and orders of one payer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.clocks import skip_waiting
from zhixiao_async import (
    Client,
    OrderCreateResult,
    OutcomeUnknown,
    RetryPolicy,
    Settlement,
    SettlePace,
)
from zhixiao_async.sandbox import Rules, Sandbox

QUICK = SettlePace(first_look=0, pause=3600, longest_pause=3600, order_deadline=60)
"""Looks at once, once more and at the deadline."""

ORDER: dict[str, Any] = {
    "body": "学费",
    "out_trade_no": "20881",
    "total_fee": 19800,
    "user_no": "2013141516",
    "notify_url": "http://127.0.0.1:9/notify",
}

ENDLESS = SettlePace(first_look=0, pause=0.01, longest_pause=0.01, order_deadline=4800)
"""Deadlines that no test reaches."""


@pytest.fixture(autouse=True, scope="module")
def no_waiting() -> Iterator[None]:
    """What is slept through between looks has passed."""
    with pytest.MonkeyPatch.context() as patch:
        skip_waiting(patch.setattr)
        yield


@pytest.fixture
async def gateway() -> AsyncIterator[Sandbox]:
    """A sandbox of the strictest reading: a number is good for one refund."""
    async with Sandbox(rules=Rules(repeated_out_refund_no="refuse")) as one:
        yield one


@pytest.fixture
async def client(gateway: Sandbox) -> AsyncIterator[Client]:
    once = RetryPolicy(attempts=1)
    async with Client(gateway.credentials, base_url=gateway.base_url, retry=once) as one:
        yield one


@pytest.fixture
def create(client: Client) -> Callable[..., Awaitable[OrderCreateResult]]:
    """Creates an order of 198 yuan."""
    return lambda **more: client.order_create(**ORDER | more)


@pytest.fixture
async def paid(gateway: Sandbox, create: Any) -> OrderCreateResult:
    """A paid order."""
    order: OrderCreateResult = await create()
    await gateway.pay(order.order_id)
    return order


async def lost(call: Awaitable[object]) -> OutcomeUnknown:
    """The error of a call whose reply is lost."""
    with pytest.raises(OutcomeUnknown) as caught:
        await call
    return caught.value


async def settled(client: Client, error: OutcomeUnknown, **more: Any) -> Settlement:
    """Settle it at a test's pace."""
    return await client.settle(error, **{"pace": QUICK} | more)
