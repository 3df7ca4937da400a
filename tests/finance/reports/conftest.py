"""A month of one merchant: three days with trades, a refund and what is odd."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.finance.days import row
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.targets.directory import Directory

from .exported import export, put

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 3)
NOON = datetime(2026, 11, 2, 12, 30, tzinfo=BEIJING)


@pytest.fixture
def target(tmp_path) -> Directory:
    """Export two days."""
    target = export(tmp_path / "export")
    put(
        target,
        row(1, day=FIRST, fee=10000, item_name="学费", order_date=NOON),
        row(2, day=FIRST, fee=2500, item_name="住宿费", pay_type="AL", order_date=None),
        row(3, day=FIRST, fee=-1000, item_name="学费", operate_type="1"),
        day=FIRST,
    )
    put(
        target,
        row(4, day=SECOND, fee=300, item_name=None, pay_type="QQ"),
        row(5, day=SECOND, fee=700, item_name="学费", operate_type="1", order_date=NOON),
        row(6, day=SECOND, fee=99, item_name="学费", operate_type="9"),
        day=SECOND,
    )
    return target
