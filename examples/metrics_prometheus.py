"""Receive payment notifications, and serve metrics to Prometheus.

    python examples/metrics_prometheus.py payments.db 8080 9464

Needs ``zhixiao[otel]`` with opentelemetry-sdk and opentelemetry-exporter-prometheus, and
ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY; ZHIXIAO_BASE_URL if the gateway isn't the
documented one. Prometheus scrapes http://<this machine>:9464/metrics; ``grafana/zhixiao.json``
beside this file is a dashboard for it.
"""

import asyncio
import logging
import sqlite3
import sys

from aiohttp import web
from opentelemetry import metrics
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client import start_http_server

from zhixiao_async import Client, Credentials
from zhixiao_async.journal import RefundJournal
from zhixiao_async.notify import (
    Confirmation,
    Inbox,
    NotificationReceiver,
    NotificationService,
    Payment,
)
from zhixiao_async.notify.aiohttp import notification_view

EVERY = 60.0
"""Seconds between two questions to the journal."""


def serve_metrics(port: int) -> int:
    """Give OpenTelemetry an SDK, and serve what it collects; return the port."""
    metrics.set_meter_provider(MeterProvider([PrometheusMetricReader()]))
    server, _ = start_http_server(port)
    return int(server.server_port)


def credit(payment: Payment, connection: sqlite3.Connection) -> None:
    """Book a payment in your own table: committed together with the inbox's row, or not at all."""
    connection.execute("CREATE TABLE IF NOT EXISTS payments (out_trade_no, order_id)")
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO payments VALUES (?, ?)", row)


async def receive(client: Client, file: str, port: int) -> web.AppRunner:
    """Serve ``/notify`` on a port; each payment is confirmed before it is booked."""
    inbox = Inbox(file)
    await inbox.create_table()
    receiver = NotificationReceiver(Credentials.from_env())
    service = NotificationService(receiver, inbox, credit, confirm=Confirmation(client))
    app = web.Application()
    app.router.add_post("/notify", notification_view(service))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", port).start()
    return runner


async def watch(journal: RefundJournal[sqlite3.Connection]) -> None:
    """Ask the journal for its oldest open entry now and then: the scrape tells its age."""
    while True:
        await journal.oldest_open()
        await asyncio.sleep(EVERY)


async def main(file: str, port: int, metrics_port: int) -> None:
    serve_metrics(metrics_port)
    async with Client.from_env() as client:
        journal = RefundJournal(client, file)
        await journal.create_table()
        runner = await receive(client, file, port)
        try:
            await watch(journal)
        finally:
            await runner.cleanup()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: metrics_prometheus.py DATABASE PORT METRICS_PORT")
    logging.basicConfig(level=logging.INFO)  # one line per call and per delivery
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
