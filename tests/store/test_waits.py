"""The seconds that a store waits, checked when it is made."""

from __future__ import annotations

import math

import pytest
import sqlalchemy as sa

import zhixiao_sync.notify
from zhixiao_async import InvalidRequest
from zhixiao_async.store import SQLiteStore
from zhixiao_async.store.sql import SQLStore


@pytest.mark.parametrize("wait", [-1, 0, math.nan, math.inf, 86400.5, True, "10", None])
def test_no_seconds(wait, tmp_path):
    """A wrong number of seconds is refused at once, not at each transaction."""
    for made in (
        lambda: SQLiteStore(tmp_path / "school.db", wait=wait),
        lambda: zhixiao_sync.notify.SQLiteStore(tmp_path / "school.db", wait=wait),
        lambda: SQLStore(sa.create_engine("postgresql+psycopg://"), wait=wait),
    ):
        with pytest.raises(InvalidRequest, match="wait must be seconds above 0"):
            made()


@pytest.mark.parametrize("name", ["mssql", "oracle", "cockroachdb"])
def test_database_that_is_not_supported(name):
    """An unsupported database is refused when the store is made, with those that are supported."""
    engine = sa.create_engine("postgresql+psycopg://")
    engine.dialect.name = name
    with pytest.raises(
        InvalidRequest, match=r"^engine must be of PostgreSQL, Mar.* or SQLite"
    ) as caught:
        SQLStore(engine)
    assert name in str(caught.value)


def test_shortest_wait(postgresql_url):
    """A very short wait is rounded up: PostgreSQL takes 0 for ever."""
    engine = sa.create_engine(postgresql_url)
    inbox = zhixiao_sync.notify.Inbox(SQLStore(engine, wait=0.0001))
    inbox.create_table()
    seen = []

    def look(payment, connection):
        seen.append(connection.execute(sa.text("SHOW lock_timeout")).scalar())

    inbox.handle(_payment(), look)
    engine.dispose()
    assert seen == ["1ms"]


def _payment() -> zhixiao_sync.notify.Payment:
    source = zhixiao_sync.notify.Source.NOTIFICATION
    return zhixiao_sync.notify.Payment(app_id="7", order_id="1", out_trade_no="1", source=source)
