from aiohttp import web

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_async.notify.aiohttp import notification_view


def credit(payment, connection):  # sqlite3.Connection: your own code, never commits
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO ledger (out_trade_no, order_id) VALUES (?, ?)", row)


async def prepare(app):
    await inbox.create_table()


inbox = Inbox("books.db")
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
app = web.Application()
app.on_startup.append(prepare)
app.router.add_post("/notify", notification_view(service))  # web.run_app(app, port=8080)
