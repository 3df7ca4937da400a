"""Receive payment notifications with Flask, and book each payment once.

    gunicorn -w 4 -b 0.0.0.0:8080 --chdir examples 'receive_flask:make_app("payments.db")'

Needs ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. The ``notify_url`` of your orders
is then http://<this machine>:8080/notify.
"""

import logging
import sqlite3
from contextlib import closing

from flask import Flask

from zhixiao_sync import Credentials
from zhixiao_sync.notify import Inbox, NotificationReceiver, NotificationService, Payment
from zhixiao_sync.notify.flask import notification_view


def credit(payment: Payment, connection: sqlite3.Connection) -> None:
    """Book a payment in your own table: committed together with the inbox's row, or not at all."""
    paid_at = payment.time_end and payment.time_end.isoformat()
    row = payment.out_trade_no, payment.order_id, paid_at
    connection.execute("INSERT INTO payments VALUES (?, ?, ?)", row)


def prepare(file: str) -> None:
    """Create your own table; in a real service its migrations do."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS payments (out_trade_no, order_id, paid_at)")


def make_app(file: str) -> Flask:
    """Return an application with ``/notify`` that books payments in this file."""
    logging.basicConfig(level=logging.INFO)  # one line per delivery
    prepare(file)
    inbox = Inbox(file)
    inbox.create_table()
    service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
    app = Flask(__name__)
    app.add_url_rule("/notify", view_func=notification_view(service), methods=["POST"])
    return app
