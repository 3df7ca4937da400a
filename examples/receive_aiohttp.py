"""Receive payment notifications with aiohttp.web, and book each payment once.

    python examples/receive_aiohttp.py payments.db 8080

Needs ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. The address to give as ``notify_url``
is then http://<this machine>:8080/notify.
"""

import logging
import sqlite3
import sys
from collections.abc import Callable

from aiohttp import web

from zhixiao_async import (
    REFUSAL,
    Credentials,
    NotificationReceiver,
    NotificationRefused,
    PaymentNotification,
)

log = logging.getLogger("receive")


class Books:
    """Payments by (app_id, order_id): a repeated notification finds its row and changes nothing."""

    def __init__(self, file: str) -> None:
        self._database = sqlite3.connect(file)
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS payments (app_id, order_id, out_trade_no, time_end, uid,"
            " PRIMARY KEY (app_id, order_id))"
        )

    def record(self, paid: PaymentNotification) -> None:
        time_end = paid.time_end and paid.time_end.isoformat()
        with self._database:
            added = self._database.execute(
                "INSERT OR IGNORE INTO payments VALUES (?, ?, ?, ?, ?)",
                (paid.app_id, paid.order_id, paid.out_trade_no, time_end, paid.uid),
            )
        log.info("%s %s", paid.order_id, "booked" if added.rowcount else "was booked already")

    def close(self) -> None:
        self._database.close()


def make_app(
    receiver: NotificationReceiver, record: Callable[[PaymentNotification], None]
) -> web.Application:
    """An application with ``/notify``; ``record`` returns once the payment is on the books."""

    async def notify(request: web.Request) -> web.Response:
        try:
            delivery = receiver.open(await request.read())  # the raw body, not a parsed form
        except NotificationRefused as error:
            log.warning("refused: %s", error)  # the reason is for this log alone
            return web.Response(body=REFUSAL)
        try:
            record(delivery.notification)
        except Exception:
            log.exception("not booked; the gateway will come again")
            return web.Response(body=delivery.failure)
        return web.Response(body=delivery.success)

    app = web.Application(client_max_size=64 * 1024)
    app.router.add_post("/notify", notify)
    return app


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: receive_aiohttp.py DATABASE PORT")
    logging.basicConfig(level=logging.INFO)
    books = Books(sys.argv[1])
    try:
        app = make_app(NotificationReceiver(Credentials.from_env()), books.record)
        web.run_app(app, host="0.0.0.0", port=int(sys.argv[2]))
    finally:
        books.close()
