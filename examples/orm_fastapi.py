"""Receive payment notifications with FastAPI and async SQLAlchemy, and credit each payment once.

    python orm_fastapi.py                                    # creates the tables, once
    uvicorn --workers 2 --port 8080 orm_fastapi:app          # notify_url: http://…:8080/notify

Needs DATABASE_URL, such as postgresql+asyncpg://school@localhost/school, and ZHIXIAO_APP_ID,
ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY.
"""

import asyncio
import os

from fastapi import FastAPI
from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from zhixiao_async import Credentials
from zhixiao_async.notify import Inbox, NotificationReceiver, NotificationService, Payment
from zhixiao_async.notify.starlette import notification_view
from zhixiao_async.store.sql import InboxMixin, SessionStore


class Base(DeclarativeBase): ...


class PaymentInbox(InboxMixin, Base):  # in your own metadata, so that Alembic creates it
    __tablename__ = "zhixiao_inbox"


class Bill(Base):
    __tablename__ = "bills"
    out_trade_no: Mapped[str] = mapped_column(String(64), primary_key=True)
    price: Mapped[int]  # fen
    paid: Mapped[int] = mapped_column(default=0)  # fen


async def credit(payment: Payment, session: AsyncSession) -> None:
    """Credit a bill: the inbox flushes and commits the session, together with its own row."""
    bill = await session.get_one(Bill, payment.out_trade_no)
    bill.paid += bill.price


async def create_tables() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()


engine = create_async_engine(os.environ["DATABASE_URL"])
inbox = Inbox(SessionStore(async_sessionmaker(engine)))
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
app = FastAPI()
app.add_route("/notify", notification_view(service), methods=["POST"])

if __name__ == "__main__":
    asyncio.run(create_tables())
