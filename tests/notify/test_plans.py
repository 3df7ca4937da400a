"""No look into a large inbox reads through it: each has its index, in the database's own plan."""

from __future__ import annotations

import json
import re

import pytest

from tests.plans import Watched, watched
from zhixiao_sync.notify import Inbox

LATEST, NUMBER = "ix_zhixiao_inbox__handled_at", "ix_zhixiao_inbox__out_trade_no__handled_at"
PAYER = json.dumps(dict.fromkeys(("uid", "user_no", "user_name", "pay_type")))
NAMES = "app_id, order_id, out_trade_no, source, payer, handled_at, reruns"
FILL = f"INSERT INTO zhixiao_inbox ({NAMES}) VALUES (?, ?, ?, ?, ?, ?, ?)"
ROWS = [
    ("7", f"{n}", f"{n}", "sweep", PAYER, f"2026-03-02T12:00:00.{n:06}+08:00", 0)
    for n in range(2000)
]


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def books(request, tmp_path) -> Watched:
    """Each database."""
    if request.param == "sqlite":
        return watched(str(tmp_path / "books.db"))
    return watched(request.getfixturevalue(f"{request.param}_url"))


def test_each_look_has_its_index(books):
    """The latest, those of one number, and one payment."""
    inbox = Inbox(books.store)
    inbox.create_table()
    books.fill(FILL, "zhixiao_inbox", ROWS)
    assert len(inbox.latest(20)) == 20
    plans = {LATEST: books.plan()}
    assert len(inbox.latest(20, out_trade_no="1007")) == 1
    plans[NUMBER] = books.plan()
    assert inbox.find("7", "1007") is not None
    plans[r"PRIMARY|zhixiao_inbox_pkey|sqlite_autoindex_zhixiao_inbox_1"] = books.plan()
    for index, plan in plans.items():
        assert re.search(rf"({index})\b", plan), plan
        assert not re.search(r"Seq Scan|filesort|SCAN zhixiao_inbox$", plan), plan
