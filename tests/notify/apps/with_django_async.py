from django.urls import path

import zhixiao_sync.notify
from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_async.notify.django import notification_view


def credit(payment, connection):  # sqlite3.Connection: your own code, never commits
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO ledger (out_trade_no, order_id) VALUES (?, ?)", row)


zhixiao_sync.notify.Inbox("books.db").create_table()  # at import nothing can be awaited
inbox = Inbox("books.db")
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
urlpatterns = [path("notify", notification_view(service))]
