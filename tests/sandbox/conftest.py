"""Fixtures: a sandbox on a free port, the real client, and a merchant's notify server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

import attrs
import pytest
from aiohttp import web

from tests.support.clients import sandbox_client  # noqa: F401 - a fixture
from zhixiao_async import (
    BEIJING,
    Client,
    NotificationReceiver,
    OrderCreateResult,
    PaymentNotification,
)
from zhixiao_async.sandbox import Clock, Sandbox

NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
Create = Callable[..., Awaitable[OrderCreateResult]]


@pytest.fixture
async def gateway() -> AsyncIterator[Sandbox]:
    """Start a sandbox whose clock stands at noon."""
    clock = Clock()
    clock.freeze(NOON)
    async with Sandbox(clock=clock) as gateway:
        yield gateway


@attrs.define
class Merchant:
    """A merchant's server: the notifications it received, and its answers."""

    receiver: NotificationReceiver
    url: str = ""
    received: list[PaymentNotification] = attrs.Factory(list)
    answer: Callable[[Any], web.StreamResponse] | None = None
    slow: bool = False
    drips: bool = False

    async def notify(self, request: web.Request) -> web.StreamResponse:
        delivery = self.receiver.open(await request.read())
        self.received.append(delivery.notification)
        if self.slow:
            await asyncio.Event().wait()
        if self.drips:
            return await _drip(request, delivery.success)
        return self.answer(delivery) if self.answer else web.Response(body=delivery.success)

    def refuse(self) -> None:
        """Answer with sealed failure from now on."""
        self.answer = lambda delivery: web.Response(body=delivery.failure)

    def say(self, body: bytes, status: int = 200) -> None:
        """Answer with these bytes from now on."""
        self.answer = lambda _: web.Response(body=body, status=status)


async def _drip(request: web.Request, body: bytes) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for byte in body:
        await response.write(bytes([byte]))
        await asyncio.sleep(0)  # lets the reader read before the next byte is written
    await response.write_eof()
    return response


@pytest.fixture
async def merchant(gateway: Sandbox) -> AsyncIterator[Merchant]:
    merchant = Merchant(NotificationReceiver(gateway.credentials))
    app = web.Application()
    app.router.add_post("/notify", merchant.notify)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    merchant.url = f"http://127.0.0.1:{runner.addresses[0][1]}/notify"
    yield merchant
    await runner.cleanup()


@pytest.fixture
def create(client: Client, merchant: Merchant) -> Create:
    """Return a function that creates an order; every field can be replaced."""
    return lambda **fields: client.order_create(**order_fields(merchant.url) | fields)


def order_fields(notify_url: str = "http://127.0.0.1:9/notify") -> dict[str, Any]:
    """Return the fields of an order like the document's."""
    return {
        "body": "学费",
        "out_trade_no": "20881",
        "total_fee": 19800,
        "user_no": "2013141516",
        "user_name": "张三",
        "notify_url": notify_url,
    }
