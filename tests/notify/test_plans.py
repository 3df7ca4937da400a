"""Queries of a large inbox, each with its index in the database's own plan."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.query_plans import WatchedDatabase, watch_plans
from zhixiao_sync.inline import run_inline
from zhixiao_sync.notify import Inbox

from .conftest import payment

LATEST, NUMBER = "ix_zhixiao_inbox__handled_at", "ux_zhixiao_inbox__out_trade_no__app_id"
KEY = "PRIMARY|zhixiao_inbox_pkey|sqlite_autoindex_zhixiao_inbox_1"
PAYER = json.dumps(dict.fromkeys(("uid", "user_no", "user_name", "pay_type")))
NAMES = "app_id, order_id, out_trade_no, source, payer, handled_at, reruns"
FILL = f"INSERT INTO zhixiao_inbox ({NAMES}) VALUES (?, ?, ?, ?, ?, ?, ?)"
ROWS = [
    ("7", f"{n}", f"{n}", "sweep", PAYER, f"2026-03-02T12:00:00.{n:06}+08:00", 0)
    for n in range(2000)
]


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def books(request, tmp_path) -> WatchedDatabase:
    """Open each database, with its plans."""
    if request.param == "sqlite":
        return watch_plans(str(tmp_path / "books.db"))
    return watch_plans(request.getfixturevalue(f"{request.param}_url"))


async def orders(inbox, number):
    """Query what a payment is checked against, once its handler has run."""
    async with inbox.store.reading() as own:
        assert await inbox._table.order_ids(own, payment(out_trade_no=number)) == {number}


def test_each_look_has_its_index(books):
    """Every query of an inbox uses an index."""
    inbox = Inbox(books.store)
    inbox.create_table()
    books.fill(FILL, "zhixiao_inbox", ROWS)
    assert len(inbox.latest(20)) == 20
    latest = books.plan()
    assert len(inbox.latest(20, out_trade_no="1007")) == 1
    of_one_number = books.plan()
    assert inbox.find("7", "1007") is not None
    by_key = books.plan()
    run_inline(orders(inbox.awaited, "1007"))
    plans = [(LATEST, latest), (NUMBER, of_one_number), (KEY, by_key), (NUMBER, books.plan())]
    assert "filesort" not in latest  # of one number there are as many as there are merchants
    for index, plan in plans:
        assert re.search(rf"({index})\b", plan), plan
        assert not re.search(r"Seq Scan|SCAN zhixiao_inbox$", plan), plan
