"""Refunds of both signs on one day: every total counts each without its sign."""

from __future__ import annotations

from datetime import datetime

import pytest

from zhixiao_async import BEIJING, Mask
from zhixiao_async.finance.export.totals import totals
from zhixiao_async.finance.export.verify import verify_export
from zhixiao_async.finance.reports.export_state import state_of_export
from zhixiao_async.finance.reports.month_sums import month_sums

from .conftest import BEGIN
from .test_seams import listed

NOON = datetime(2026, 3, 1, 12, tzinfo=BEIJING)
DAY = (BEGIN, BEGIN)


@pytest.fixture
def gateway(gateway):
    """Add refunds of both signs to a day."""
    fees = enumerate((100, -100, -70_000))
    rows = [listed(number, NOON, mask=Mask.REFUND, fee=fee) for number, fee in fees]

    async def add(sandbox):
        sandbox._context.listing.add(rows)

    gateway.run(add)
    return gateway


async def test_every_total_is_the_same(export, client, target, tmp_path):
    """The receipt, a reading back, the gateway's totals and the 月报 agree on what was refunded."""
    (result,) = (await export(*DAY)).results
    rows = target.read(client.app_id, BEGIN).to_pylist()
    refunds = [row["fee"] for row in rows if row["operate_type"] == "1"]
    assert sum(fee < 0 for fee in refunds) == 2
    (verified,) = (await verify_export(tmp_path)).receipts
    listing = await totals(client, *DAY)
    month = month_sums(target, state_of_export(target, *DAY, datetime.now(BEIJING)))
    assert [
        result.receipt.refunded,
        verified.refunded,
        -sum(total.net for total in listing if total.kind == "refund"),
        sum(sums.refunded for sums in month.sums.values()),
    ] == [sum(map(abs, refunds))] * 4
