"""The same journey with ``zhixiao_sync``, and the standard library's HTTP server."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

from examples.demo.data import SEEDED_ORDERS, TODAY, USER_NO, YESTERDAY, summary, totals
from examples.demo.display import Display
from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync import (
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

Payments = Queue[PaymentNotification]


def run() -> None:
    """Create an order, pay, receive the notification, refund, and read a day's listing."""
    show = Display("zhixiao_sync")
    with SandboxThread() as gateway, receiving(gateway.credentials) as (notify_url, payments):
        show.head(f"sandbox gateway at {gateway.base_url}, notifications to {notify_url}")
        with Client(gateway.credentials, base_url=gateway.base_url) as client:
            pay_an_order(show, gateway, client, notify_url, payments)
            after_the_payment(show, client)
            read_a_day(show, gateway, client)


@contextmanager
def receiving(credentials: Credentials) -> Iterator[tuple[str, Payments]]:
    """Serve ``/notify``: each genuine notification goes into the queue."""
    receiver, payments = NotificationReceiver(credentials), Payments()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                delivery = receiver.open(body)
            except NotificationRefused:
                answer = REFUSAL
            else:
                payments.put(delivery.notification)
                answer = delivery.success
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Print nothing: the terminal is the demonstration's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/notify", payments
        finally:
            server.shutdown()
            thread.join()


def pay_an_order(
    show: Display, gateway: SandboxThread, client: Client, notify_url: str, payments: Payments
) -> None:
    """Create an order, have it paid, and receive the notification."""
    with show.step("create an order of 198.00 yuan") as results:
        order = client.order_create(
            body="学费",
            out_trade_no="demo-1",
            total_fee=19800,
            user_no=USER_NO,
            user_name="张三",
            notify_url=notify_url,
        )
        results += [f"order_id {order.order_id}", f"pay link {order.url}"]
        results.append(f"valid until {order.expires_at:%H:%M:%S}, Beijing time")
    with show.step("the payer pays by Alipay"):
        gateway.pay(order.order_id, PayType.ALIPAY)
    with show.step("the notification arrives, is verified and answered") as results:
        paid = payments.get(timeout=10)
        results.append(f"{paid.out_trade_no} paid by {paid.user_name} at {paid.time_end}")
        gateway.drain()
        results.append(f"the gateway read the answer as {gateway.notifications[-1].verdict.name}")


def after_the_payment(show: Display, client: Client) -> None:
    """Query the order, refund a part, issue a receipt, look the payer up."""
    with show.step("order_query") as results:
        state = client.order_query(out_trade_no="demo-1")
        results.append(f"status {state.status.name}")
    with show.step("refund 50.00 yuan of it") as results:
        refund = client.order_refund(
            out_trade_no="demo-1", refund_fee=5000, out_refund_no="demo-1-r1"
        )
        results.append(f"{yuan(5000)} yuan refunded at {refund.refund_time}")
    with show.step("issue a receipt (票据)") as results:
        receipt = client.piaoju_create(
            out_trade_no="demo-1",
            payer_type=PayerType.PERSON,
            payer_name="张三",
            phone="13000000000",
        )
        results.append(receipt.message)
    with show.step("piaoju_query") as results:
        issued = client.piaoju_query(out_trade_no="demo-1")
        results.append(f"{issued.status.name}, number {issued.ebill_no}, {issued.url}")
    with show.step("user_card") as results:
        card = client.user_card(user_no=USER_NO)
        results.append(f"{card.user_name}: {card.schema_url}")


def read_a_day(show: Display, gateway: SandboxThread, client: Client) -> None:
    """Page through a day of 50,000 orders."""
    with show.step(f"seed {SEEDED_ORDERS:,} orders of yesterday"):
        gateway.seed_orders(SEEDED_ORDERS, 1, ending=TODAY)
    count, sums, started = 0, Counter[str](), time.perf_counter()
    with show.counting("iter_order_pages over yesterday", SEEDED_ORDERS) as bar:
        for page in client.iter_order_pages(YESTERDAY, TODAY):
            sums += totals(page.orders)
            count += len(page.orders)
            bar.advance(bar.task_ids[0], len(page.orders))
    show.note(summary(count, time.perf_counter() - started, sums))
    assert count == SEEDED_ORDERS
