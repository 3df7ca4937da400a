import asyncio

from tornado.web import Application

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_async.notify.tornado import notification_view


def credit(payment, connection):  # sqlite3.Connection: your own code, never commits
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO ledger (out_trade_no, order_id) VALUES (?, ?)", row)


async def serve(port):  # asyncio.run(serve(8080))
    await inbox.create_table()
    app.listen(port)
    await asyncio.Event().wait()


inbox = Inbox("books.db")
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
app = Application([("/notify", notification_view(service))])
