from flask import Flask

from zhixiao_sync import Credentials
from zhixiao_sync.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_sync.notify.flask import notification_view


def credit(payment, connection):  # sqlite3.Connection: your own code, never commits
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO ledger (out_trade_no, order_id) VALUES (?, ?)", row)


inbox = Inbox("books.db")
inbox.create_table()
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
app = Flask(__name__)
app.add_url_rule("/notify", view_func=notification_view(service), methods=["POST"])
