from sanic import Sanic

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_async.notify.sanic import notification_view


def credit(payment, connection):  # sqlite3.Connection: your own code, never commits
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO ledger (out_trade_no, order_id) VALUES (?, ?)", row)


async def prepare(app):
    await inbox.create_table()


inbox = Inbox("books.db")
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
app = Sanic("cashier")
app.before_server_start(prepare)
app.add_route(notification_view(service), "/notify", methods=["POST"])
