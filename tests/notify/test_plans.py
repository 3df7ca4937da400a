"""No look into a large inbox reads through it: each has its index, in the database's own plan."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.notify import Inbox, SQLiteStore

LATEST, NUMBER = "ix_zhixiao_inbox__handled_at", "ix_zhixiao_inbox__out_trade_no__handled_at"
PAYER = json.dumps(dict.fromkeys(("uid", "user_no", "user_name", "pay_type")))
NAMES = "app_id, order_id, out_trade_no, source, payer, handled_at, reruns"
FILL = f"INSERT INTO zhixiao_inbox ({NAMES}) VALUES (?, ?, ?, ?, ?, ?, ?)"
ROWS = [
    ("7", f"{n}", f"{n}", "sweep", PAYER, f"2026-03-02T12:00:00.{n:06}+08:00", 0)
    for n in range(2000)
]


class Filled:
    """An inbox of some thousand payments that tells the plan of each look into it."""

    def __init__(self, inbox: Inbox[Any], plan: Callable[[], str]) -> None:
        self.inbox, self.plan = inbox, plan


def on_sqlite(path: str) -> Filled:
    sent: list[str] = []

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        connection.set_trace_callback(sent.append)
        return connection

    def plan() -> str:
        with sqlite3.connect(path) as books:
            look = next(sql for sql in reversed(sent) if sql.startswith("SELECT"))
            return "\n".join(row[3] for row in books.execute(f"EXPLAIN QUERY PLAN {look}"))

    inbox = Inbox(SQLiteStore(connect))
    inbox.create_table()
    with sqlite3.connect(path) as books:
        books.executemany(FILL, ROWS)
        books.execute("ANALYZE")
    return Filled(inbox, plan)


def on_server(url: str) -> Filled:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sent: list[Any] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def keep(connection, cursor, statement, parameters, context, executemany):
        if "FROM" in statement:
            sent[:] = statement, parameters

    def plan() -> str:
        statement, parameters = sent
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            return "\n".join(str(row) for row in rows)

    inbox = Inbox(SQLStore(engine))
    inbox.create_table()
    with engine.begin() as connection:
        connection.exec_driver_sql(FILL.replace("?", "%s"), ROWS)
        postgresql = engine.dialect.name == "postgresql"
        connection.exec_driver_sql(f"ANALYZE {'' if postgresql else 'TABLE'} zhixiao_inbox")
    return Filled(inbox, plan)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def filled(request, tmp_path) -> Filled:
    """On each database."""
    if request.param == "sqlite":
        return on_sqlite(str(tmp_path / "books.db"))
    return on_server(request.getfixturevalue(f"{request.param}_url"))


def test_each_look_has_its_index(filled):
    """The latest, those of one number, and one payment."""
    assert len(filled.inbox.latest(20)) == 20
    plans = {LATEST: filled.plan()}
    assert len(filled.inbox.latest(20, out_trade_no="1007")) == 1
    plans[NUMBER] = filled.plan()
    assert filled.inbox.find("7", "1007") is not None
    plans[r"PRIMARY|zhixiao_inbox_pkey|sqlite_autoindex_zhixiao_inbox_1"] = filled.plan()
    for index, plan in plans.items():
        assert re.search(rf"({index})\b", plan), plan
        assert not re.search(r"Seq Scan|filesort|SCAN zhixiao_inbox$", plan), plan
