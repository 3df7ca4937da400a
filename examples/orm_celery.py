"""A Celery task that credits the payments whose notification never came, each once.

    python orm_celery.py                                       # creates the tables, once
    celery -A orm_celery worker --beat --concurrency 2         # sweeps every ten minutes

Needs DATABASE_URL, such as postgresql+psycopg://school@localhost/school, CELERY_BROKER_URL,
ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. Sweeps may overlap, and a worker may die.
"""

import os

from celery import Celery
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from zhixiao_sync import Client
from zhixiao_sync.notify import Inbox, Payment, sweep
from zhixiao_sync.store.sql import InboxMixin, SessionStore


class Base(DeclarativeBase): ...


class PaymentInbox(InboxMixin, Base):  # in your own metadata, so that Alembic creates it
    __tablename__ = "zhixiao_inbox"


class Bill(Base):
    __tablename__ = "bills"
    out_trade_no: Mapped[str] = mapped_column(String(64), primary_key=True)
    price: Mapped[int]  # fen
    paid: Mapped[int] = mapped_column(default=0)  # fen


def credit(payment: Payment, session: Session) -> None:
    """Credit a bill, as for a notification: the inbox flushes and commits the session."""
    bill = session.get_one(Bill, payment.out_trade_no)
    bill.paid += bill.price


engine = create_engine(os.environ["DATABASE_URL"])
sessions = sessionmaker(engine)
inbox = Inbox(SessionStore(sessions))
app = Celery("school", broker=os.environ["CELERY_BROKER_URL"])
app.conf.beat_schedule = {"sweep": {"task": "school.sweep_unpaid", "schedule": 600.0}}


@app.task(name="school.sweep_unpaid")
def sweep_unpaid() -> int:
    """Ask for each unpaid bill, and credit what is paid; return how many that were."""
    with sessions() as session:
        unpaid = session.scalars(select(Bill.out_trade_no).where(Bill.paid == 0)).all()
    with Client.from_env() as client:
        return len(sweep(client, unpaid, inbox, credit).handled)


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    engine.dispose()
