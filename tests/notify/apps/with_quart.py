from quart import Quart

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_async.notify.quart import notification_view


def credit(payment, connection):  # sqlite3.Connection: your own code, never commits
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO ledger (out_trade_no, order_id) VALUES (?, ?)", row)


inbox = Inbox("books.db")
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
app = Quart(__name__)
app.before_serving(inbox.create_table)
app.add_url_rule("/notify", view_func=notification_view(service), methods=["POST"])
