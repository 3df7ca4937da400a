"""Receive payment notifications with aiohttp.web, and book each payment once.

    python examples/receive_aiohttp.py payments.db 8080

Needs ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. The ``notify_url`` of your orders
is then http://<this machine>:8080/notify.
"""

import logging
import sqlite3
import sys
from contextlib import closing

from aiohttp import web

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService, Payment
from zhixiao_async.notify.aiohttp import notification_view


def credit(payment: Payment, connection: sqlite3.Connection) -> None:
    """Book a payment in your own table: committed together with the inbox's row, or not at all."""
    paid_at = payment.time_end and payment.time_end.isoformat()
    row = payment.out_trade_no, payment.order_id, paid_at
    connection.execute("INSERT INTO payments VALUES (?, ?, ?)", row)


def prepare(file: str) -> None:
    """Create your own table; in a real service its migrations do."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS payments (out_trade_no, order_id, paid_at)")


def make_app(file: str) -> web.Application:
    """Return an application with ``/notify`` that books payments in this file."""
    inbox = Inbox(file)

    async def start(_: web.Application) -> None:
        prepare(file)
        await inbox.create_table()

    service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
    app = web.Application()
    app.on_startup.append(start)
    app.router.add_post("/notify", notification_view(service))
    return app


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: receive_aiohttp.py DATABASE PORT")
    logging.basicConfig(level=logging.INFO)  # one line per delivery
    web.run_app(make_app(sys.argv[1]), host="0.0.0.0", port=int(sys.argv[2]))
