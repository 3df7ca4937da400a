"""A school whose books are mapped by SQLAlchemy's ORM."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from zhixiao_async.notify import Payment


class Base(DeclarativeBase):
    """The school's metadata."""


class Bill(Base):
    """A bill, and how often it was credited."""

    __tablename__ = "bills"
    out_trade_no: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    credits: Mapped[int] = mapped_column(default=0)


class Receipt(Base):
    """A line of the ledger: one for each credit."""

    __tablename__ = "receipts"
    id: Mapped[int] = mapped_column(primary_key=True)
    out_trade_no: Mapped[str] = mapped_column(sa.String(64))
    payer: Mapped[str | None] = mapped_column(sa.String(64), unique=True)


def receipt(payment: Payment, **more: Any) -> Receipt:
    """Return a ledger's line for a payment."""
    return Receipt(out_trade_no=payment.out_trade_no, **more)


def found_on(engine: sa.Engine) -> None:
    """Create the school's tables, with two bills."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        rows = [{"out_trade_no": number, "credits": 0} for number in ("20881", "20882")]
        connection.execute(sa.insert(Bill), rows)


def receipts(engine: sa.Engine) -> list[str]:
    """Return the numbers that the ledger has lines for, as others see it."""
    with engine.connect() as connection:
        return [*connection.scalars(sa.select(Receipt.out_trade_no).order_by(Receipt.id))]
