"""The school's own table: price of each order, and how often it was credited."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from zhixiao_async.notify import Payment

_METADATA = sa.MetaData()
LEDGER = sa.Table(
    "ledger",
    _METADATA,
    sa.Column("out_trade_no", sa.String(64), primary_key=True),
    sa.Column("price", sa.BigInteger, nullable=False),
    sa.Column("credits", sa.Integer, nullable=False),
    sa.Column("fen", sa.BigInteger, nullable=False),
)
INBOX = sa.table("zhixiao_inbox", sa.column("order_id"), sa.column("out_trade_no"))
CREDIT = "UPDATE ledger SET credits = credits + 1, fen = fen + price WHERE out_trade_no = :number"


class Line:
    """A line of the ledger, as the ORM maps it."""

    price: int
    credits: int
    fen: int


orm.registry(metadata=_METADATA).map_imperatively(Line, LEDGER)


def credit_session(payment: Payment, session: orm.Session) -> None:
    """Credit a payment by the ORM; the inbox flushes it."""
    line = session.get_one(Line, payment.out_trade_no)
    line.credits += 1
    line.fen += line.price


async def credit_async_session(payment: Payment, session: AsyncSession) -> None:
    """Credit a payment by the ORM on an event loop."""
    await session.run_sync(lambda own: credit_session(payment, own))


def credit_sqlite(payment: Payment, connection: sqlite3.Connection) -> None:
    """Credit a payment on SQLite, in a thread or a process of its own."""
    _check_one_row(connection.execute(CREDIT, {"number": payment.out_trade_no}).rowcount)


def credit(payment: Payment, connection: sa.Connection) -> None:
    """Credit a payment by an Engine."""
    _check_one_row(connection.execute(sa.text(CREDIT), {"number": payment.out_trade_no}).rowcount)


async def credit_async(payment: Payment, connection: AsyncConnection) -> None:
    """Credit a payment by an AsyncEngine."""
    result = await connection.execute(sa.text(CREDIT), {"number": payment.out_trade_no})
    _check_one_row(result.rowcount)


def _check_one_row(changed: int) -> None:
    if changed != 1:
        raise LookupError("no such order on the ledger")


@attrs.frozen(kw_only=True)
class Audit:
    """Contents of the school's database in the end.

    Attributes:
        credits: Number of times that each order was credited, by ``out_trade_no``.
        fen: Sum of the ledger, in fen.
        inbox: ``order_id`` and ``out_trade_no`` of the payments in the inbox.
    """

    credits: dict[str, int]
    fen: int
    inbox: set[tuple[str, str]]


def _with(url: str, work: Callable[[sa.Connection], Any]) -> Any:
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        return work(connection)


def open_ledger(url: str, prices: dict[str, int]) -> None:
    """Create the ledger, with nothing credited yet."""
    rows = [{"out_trade_no": n, "price": p, "credits": 0, "fen": 0} for n, p in prices.items()]

    def work(connection: sa.Connection) -> None:
        _METADATA.create_all(connection)
        connection.execute(LEDGER.insert(), rows)

    _with(url, work)


def audit(url: str) -> Audit:
    """Read the ledger and the inbox."""

    def work(connection: sa.Connection) -> Audit:
        entries = connection.execute(LEDGER.select()).all()
        handled = connection.execute(sa.select(INBOX)).all()
        return Audit(
            credits={entry.out_trade_no: entry.credits for entry in entries},
            fen=sum(entry.fen for entry in entries),
            inbox={(payment.order_id, payment.out_trade_no) for payment in handled},
        )

    result: Audit = _with(url, work)
    return result
