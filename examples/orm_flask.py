"""Receive payment notifications with Flask and SQLAlchemy's session, and credit each payment once.

    python orm_flask.py                                      # creates the tables, once
    gunicorn -w 2 -b 127.0.0.1:8080 orm_flask:app            # notify_url: http://…:8080/notify

Needs DATABASE_URL, such as postgresql+psycopg://school@localhost/school, and ZHIXIAO_APP_ID,
ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY.
"""

import os

from flask import Flask
from sqlalchemy import String, create_engine, orm

from zhixiao_sync import Credentials
from zhixiao_sync.notify import Inbox, NotificationReceiver, NotificationService, Payment
from zhixiao_sync.notify.flask import notification_view
from zhixiao_sync.store.sql import InboxMixin, SessionStore


class Base(orm.DeclarativeBase): ...


class PaymentInbox(InboxMixin, Base):  # in your own metadata, so that Alembic creates it
    __tablename__ = "zhixiao_inbox"


class Bill(Base):
    __tablename__ = "bills"
    out_trade_no: orm.Mapped[str] = orm.mapped_column(String(64), primary_key=True)
    price: orm.Mapped[int]  # fen
    paid: orm.Mapped[int] = orm.mapped_column(default=0)  # fen


def credit(payment: Payment, session: orm.Session) -> None:
    """Credit a bill: the inbox flushes and commits the session, together with its own row."""
    bill = session.get_one(Bill, payment.out_trade_no)
    bill.paid += bill.price


engine = create_engine(os.environ["DATABASE_URL"])
db = orm.scoped_session(orm.sessionmaker(engine))  # while credit runs: its session
inbox = Inbox(SessionStore(db))
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
app = Flask(__name__)
app.add_url_rule("/notify", view_func=notification_view(service), methods=["POST"])


@app.teardown_appcontext
def remove_session(_: BaseException | None) -> None:
    db.remove()


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    engine.dispose()
