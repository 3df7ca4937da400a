"""Receive payment notifications with FastAPI, and book each payment once.

    python examples/receive_fastapi.py payments.db 8080

Needs ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. The ``notify_url`` of your orders
is then http://<this machine>:8080/notify.
"""

import logging
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing

import uvicorn
from fastapi import FastAPI

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService, Payment
from zhixiao_async.notify.starlette import notification_view


def credit(payment: Payment, connection: sqlite3.Connection) -> None:
    """Book a payment in your own table: committed together with the inbox's row, or not at all."""
    paid_at = payment.time_end and payment.time_end.isoformat()
    row = payment.out_trade_no, payment.order_id, paid_at
    connection.execute("INSERT INTO payments VALUES (?, ?, ?)", row)


def prepare(file: str) -> None:
    """Create your own table; in a real service its migrations do."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS payments (out_trade_no, order_id, paid_at)")


def make_app(file: str) -> FastAPI:
    """Return an application with ``/notify`` that books payments in this file."""
    inbox = Inbox(file)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        prepare(file)
        await inbox.create_table()
        yield

    service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
    app = FastAPI(lifespan=lifespan)
    app.add_route("/notify", notification_view(service), methods=["POST"])
    return app


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: receive_fastapi.py DATABASE PORT")
    logging.basicConfig(level=logging.INFO)  # one line per delivery
    uvicorn.run(make_app(sys.argv[1]), host="0.0.0.0", port=int(sys.argv[2]))
