"""The journey with ``zhixiao_async``, and aiohttp.web for the notifications."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from examples.demo.data import SEEDED_ORDERS, TODAY, USER_NO, YESTERDAY, summary, totals
from examples.demo.display import Display
from zhixiao_async import (
    REFUSAL,
    Client,
    Credentials,
    NotificationReceiver,
    NotificationRefused,
    PayerType,
    PaymentNotification,
    PayType,
    yuan,
)
from zhixiao_async.sandbox import Sandbox

Payments = asyncio.Queue[PaymentNotification]


async def run() -> None:
    """Create an order, pay, receive the notification, refund, and read a day's listing."""
    show = Display("zhixiao_async")
    async with Sandbox() as gateway, receiving(gateway.credentials) as (notify_url, payments):
        show.head(f"sandbox gateway at {gateway.base_url}, notifications to {notify_url}")
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            await pay_an_order(show, gateway, client, notify_url, payments)
            await after_the_payment(show, client)
            await read_a_day(show, gateway, client)


@asynccontextmanager
async def receiving(credentials: Credentials) -> AsyncIterator[tuple[str, Payments]]:
    """Serve ``/notify``: each genuine notification goes into the queue."""
    receiver, payments = NotificationReceiver(credentials), Payments()

    async def notify(request: web.Request) -> web.Response:
        try:
            delivery = receiver.open(await request.read())
        except NotificationRefused:
            return web.Response(body=REFUSAL, content_type="application/json")
        await payments.put(delivery.notification)
        return web.Response(body=delivery.success, content_type="application/json")

    app = web.Application()
    app.router.add_post("/notify", notify)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/notify", payments
    finally:
        await runner.cleanup()


async def pay_an_order(
    show: Display, gateway: Sandbox, client: Client, notify_url: str, payments: Payments
) -> None:
    """Create an order, have it paid, and receive the notification."""
    with show.step("create an order of 198.00 yuan") as results:
        order = await client.order_create(
            body="学费",
            out_trade_no="demo-1",
            total_fee=19800,
            user_no=USER_NO,
            user_name="张三",
            notify_url=notify_url,
        )
        results += [f"order_id {order.order_id}", f"pay link {order.url}"]
        results.append(f"valid until {order.expires_at:%H:%M:%S}, Beijing time")
    with show.step("the payer pays by WeChat"):
        await gateway.pay(order.order_id, PayType.WECHAT)
    with show.step("the notification arrives, is verified and answered") as results:
        paid = await asyncio.wait_for(payments.get(), timeout=10)
        results.append(f"{paid.out_trade_no} paid by {paid.user_name} at {paid.time_end}")
        await gateway.notifier.drain()
        results.append(f"the gateway read the answer as {gateway.notifications[-1].verdict.name}")


async def after_the_payment(show: Display, client: Client) -> None:
    """Query the order, refund a part, issue a receipt, look the payer up."""
    with show.step("order_query") as results:
        state = await client.order_query(out_trade_no="demo-1")
        results.append(f"status {state.status.name}")
    with show.step("refund 50.00 yuan of it") as results:
        refund = await client.order_refund(
            out_trade_no="demo-1", refund_fee=5000, out_refund_no="demo-1-r1"
        )
        results.append(f"{yuan(5000)} yuan refunded at {refund.refund_time}")
    with show.step("issue a receipt (票据)") as results:
        receipt = await client.piaoju_create(
            out_trade_no="demo-1",
            payer_type=PayerType.PERSON,
            payer_name="张三",
            phone="13000000000",
        )
        results.append(receipt.message)
    with show.step("piaoju_query") as results:
        issued = await client.piaoju_query(out_trade_no="demo-1")
        results.append(f"{issued.status.name}, number {issued.ebill_no}, {issued.url}")
    with show.step("user_card") as results:
        card = await client.user_card(user_no=USER_NO)
        results.append(f"{card.user_name}: {card.schema_url}")


async def read_a_day(show: Display, gateway: Sandbox, client: Client) -> None:
    """Page through a day of 50,000 orders."""
    with show.step(f"seed {SEEDED_ORDERS:,} orders of yesterday"):
        await gateway.seed_orders(SEEDED_ORDERS, 1, ending=TODAY)
    count, sums, started = 0, Counter[str](), time.perf_counter()
    with show.counting("iter_order_pages over yesterday", SEEDED_ORDERS) as bar:
        async for page in client.iter_order_pages(YESTERDAY, TODAY):
            sums += totals(page.orders)
            count += len(page.orders)
            bar.advance(bar.task_ids[0], len(page.orders))
    show.note(summary(count, time.perf_counter() - started, sums))
    assert count == SEEDED_ORDERS
