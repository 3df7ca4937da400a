"""Receive payment notifications with Django, and book each payment once.

    gunicorn -w 4 -b 0.0.0.0:8080 --chdir examples 'receive_django:make_app("payments.db")'

Needs ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. The ``notify_url`` of your orders
is then http://<this machine>:8080/notify.
"""

import logging
import os
import sqlite3
from contextlib import closing

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import URLPattern, path

from zhixiao_sync import Credentials
from zhixiao_sync.notify import Inbox, NotificationReceiver, NotificationService, Payment
from zhixiao_sync.notify.django import notification_view

urlpatterns: list[URLPattern] = []


def credit(payment: Payment, connection: sqlite3.Connection) -> None:
    """Book a payment in your own table: committed together with the inbox's row, or not at all."""
    paid_at = payment.time_end and payment.time_end.isoformat()
    row = payment.out_trade_no, payment.order_id, paid_at
    connection.execute("INSERT INTO payments VALUES (?, ?, ?)", row)


def prepare(file: str) -> None:
    """Create your own table; in a real service its migrations do."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS payments (out_trade_no, order_id, paid_at)")


def make_app(file: str) -> WSGIHandler:
    """Return a site of one file; in yours, the part between the dashes goes into urls.py."""
    settings.configure(
        ALLOWED_HOSTS=os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(","),
        LOGGING_CONFIG=None,
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY", "nothing is signed with it here"),
    )
    django.setup()
    logging.basicConfig(level=logging.INFO)  # one line per delivery
    prepare(file)
    # ----
    inbox = Inbox(file)
    inbox.create_table()
    service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
    urlpatterns.append(path("notify", notification_view(service)))
    # ----
    return get_wsgi_application()
