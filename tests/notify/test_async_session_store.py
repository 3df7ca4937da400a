"""An async_sessionmaker's store: as the sync one, awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import sessionmaker

from tests.support.databases import asynchronous
from zhixiao_async import HandlerBroke, InvalidRequest
from zhixiao_async.notify import Inbox, Outcome
from zhixiao_async.store.sql import SessionStore

from .conftest import notification
from .orm import Bill, Receipt, found_on, receipt


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Found a school on each database."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'school.db'}"
    if request.param != "sqlite":
        url = asynchronous(request.getfixturevalue(f"{request.param}_url"))
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(found_on_connection)
    yield engine
    await engine.dispose()


def found_on_connection(connection: sa.Connection) -> None:
    """Found the school on the engine of a connection."""
    found_on(connection.engine)


async def inbox_of(sessions: Any) -> Inbox[AsyncSession]:
    """Make an inbox on a sessionmaker, with its table."""
    inbox = Inbox(SessionStore(sessions, wait=5))
    await inbox.create_table()
    return inbox


async def credit(payment, session):
    """Add to the ledger, and to the bill; the inbox flushes and commits."""
    session.add(receipt(payment))
    (await session.get_one(Bill, payment.out_trade_no)).credits += 1


async def kept(engine: AsyncEngine) -> list[str]:
    """Return the numbers that the ledger has lines for, as others see it."""
    async with engine.connect() as connection:
        return [*await connection.scalars(sa.select(Receipt.out_trade_no).order_by(Receipt.id))]


async def test_pending_work_is_committed_with_the_row(engine):
    """What a handler adds and changes is flushed and committed, once for several deliveries."""
    inbox = await inbox_of(async_sessionmaker(engine, autoflush=False))
    outcomes = await asyncio.gather(*(inbox.handle(notification(), credit) for _ in range(4)))
    assert sorted(outcomes) == [Outcome.DUPLICATE] * 3 + [Outcome.HANDLED]
    assert await kept(engine) == ["20881"]


async def test_handlers_error_undoes_all(engine):
    """A handler that raises leaves neither its work nor the row."""
    inbox = await inbox_of(async_sessionmaker(engine))

    async def refusing(payment, session):
        await credit(payment, session)
        await session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await inbox.handle(notification(), refusing)
    assert (await kept(engine), await inbox.find("7", "1720881")) == ([], None)


@pytest.mark.parametrize("how", ["commit", "rollback", "close"])
async def test_end_of_the_session(engine, how):
    """A handler that ends the session's transaction is no success, and nothing is kept."""
    inbox = await inbox_of(async_sessionmaker(engine))

    async def careless(payment, session):
        await credit(payment, session)
        await getattr(session, how)()

    with pytest.raises((HandlerBroke, RuntimeError), match=r"ended or broken|must not"):
        await inbox.handle(notification(), careless)
    assert (await kept(engine), await inbox.find("7", "1720881")) == ([], None)


async def test_session_of_the_caller(engine):
    """In the caller's session all is part of the transaction that the caller commits."""
    sessions = async_sessionmaker(engine)
    inbox = await inbox_of(sessions)
    for commits in False, True:
        async with sessions() as session:
            session.add(Receipt(out_trade_no="20882"))
            await inbox.handle(notification(), credit, connection=session)
            if commits:
                await session.commit()
    assert await kept(engine) == ["20882", "20881"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_scoped_session(engine):
    """The task's current session is the handler's own meanwhile."""
    scoped = async_scoped_session(async_sessionmaker(engine), scopefunc=asyncio.current_task)
    inbox = await inbox_of(scoped)

    async def crediting(payment, session):
        assert scoped() is session
        scoped.add(receipt(payment))

    await inbox.handle(notification(), crediting)
    assert not scoped.registry.has()
    assert await kept(engine) == ["20881"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_plain_handler(engine):
    """A handler that nobody awaits is refused before anything is committed."""
    inbox = await inbox_of(async_sessionmaker(engine))
    with pytest.raises(TypeError, match="async def"):
        await inbox.handle(notification(), lambda payment, session: None)
    assert await inbox.find("7", "1720881") is None


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_sync_sessionmaker(engine):
    """A sync sessionmaker is refused in words that say what is wanted."""
    with pytest.raises(InvalidRequest, match="must be a SQLAlchemy async_sessionmaker"):
        SessionStore(sessionmaker(engine.sync_engine))  # type: ignore[call-overload]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_connection_of_another_kind(engine):
    """A connection in the place of a session is refused."""
    inbox = await inbox_of(async_sessionmaker(engine))
    async with engine.connect() as connection:
        with pytest.raises(InvalidRequest, match="connection must be a SQLAlchemy AsyncSession"):
            await inbox.handle(notification(), credit, connection=connection)
