from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_async.notify.starlette import notification_view


def credit(payment, connection):  # sqlite3.Connection: your own code, never commits
    row = payment.out_trade_no, payment.order_id
    connection.execute("INSERT INTO ledger (out_trade_no, order_id) VALUES (?, ?)", row)


@asynccontextmanager
async def lifespan(app):
    await inbox.create_table()
    yield


inbox = Inbox("books.db")
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
route = Route("/notify", notification_view(service), methods=["POST"])
app = Starlette(routes=[route], lifespan=lifespan)
