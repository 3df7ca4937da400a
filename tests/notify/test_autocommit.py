"""AUTOCOMMIT is refused: nothing would hold the handler's work and the inbox's row together."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

import zhixiao_sync.notify
from tests.support.databases import asynchronous
from zhixiao_async import InvalidRequest
from zhixiao_async.notify import Inbox
from zhixiao_async.store.sql import SQLStore

from .conftest import notification

servers = pytest.mark.parametrize("server", ["postgresql", "mariadb"])


def never(payment, connection):
    """Fail: this handler must not run."""
    raise AssertionError(payment)


@servers
async def test_async_engine(server, request):
    """An async engine in AUTOCOMMIT is refused before anything is written."""
    url = asynchronous(request.getfixturevalue(f"{server}_url"))
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    inbox = Inbox(SQLStore(engine))
    with pytest.raises(InvalidRequest, match="AUTOCOMMIT"):
        await inbox.create_table()
    with pytest.raises(InvalidRequest, match="AUTOCOMMIT"):
        await inbox.handle(notification(), never)


@servers
def test_sync_engine(server, request):
    """A sync engine in AUTOCOMMIT is refused without an event loop."""
    url = request.getfixturevalue(f"{server}_url")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    inbox = zhixiao_sync.notify.Inbox(SQLStore(engine))
    with pytest.raises(InvalidRequest, match="AUTOCOMMIT"):
        inbox.create_table()
    with pytest.raises(InvalidRequest, match="AUTOCOMMIT"):
        inbox.handle(notification(), never)


@servers
def test_own_connection(server, request):
    """The caller's own connection in AUTOCOMMIT is refused, too."""
    engine = sa.create_engine(request.getfixturevalue(f"{server}_url"), poolclass=sa.NullPool)
    inbox = zhixiao_sync.notify.Inbox(SQLStore(engine))
    inbox.create_table()
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        pytest.raises(InvalidRequest, match="AUTOCOMMIT"),
    ):
        inbox.handle(notification(), never, connection=connection)
