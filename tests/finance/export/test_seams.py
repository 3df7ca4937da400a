"""A row of midnight belongs to the day that begins then, whichever way a gateway lists it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import product

import pytest

from tests.support.gateways import list_rows
from zhixiao_async import BEIJING, Client, ListedOrder, ListedPayType, Mask, OperateType
from zhixiao_async.finance.export.export_day import DayState
from zhixiao_async.finance.export.run import export_orders
from zhixiao_async.finance.export.verify import verify_export
from zhixiao_async.finance.targets.directory import Directory
from zhixiao_async.finance.targets.parquet import ParquetFormat
from zhixiao_async.sandbox import Rules, SandboxThread
from zhixiao_async.sandbox.services.listing import ListingRow, fields_of

from .conftest import BEGIN, DAY, END

MIDNIGHT = datetime(2026, 3, 2, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)


def listed(number: int, at: datetime, *, mask: Mask = Mask.TRADE, fee: int = 100) -> ListingRow:
    """Make a row of the sandbox's listing."""
    kind = OperateType.TRADE if mask is Mask.TRADE else OperateType.REFUND
    order = ListedOrder(
        order_id=f"ZX{number}", fee=fee, operate_type=kind, pay_type=ListedPayType.WECHAT
    )
    return ListingRow(mask=mask, created=at, paid=at, fields=fields_of(order))


ROWS = [
    listed(1, MIDNIGHT - SECOND),
    listed(2, MIDNIGHT),
    listed(2, MIDNIGHT),  # without an id these two can't be told apart, and are two
    listed(3, MIDNIGHT, mask=Mask.REFUND),
    listed(4, MIDNIGHT + SECOND),
    listed(5, MIDNIGHT + DAY - SECOND, mask=Mask.REFUND),
    listed(6, MIDNIGHT + DAY),
]

DAYS = {
    BEGIN: Counter({"ZX1": 1}),
    MIDNIGHT.date(): Counter({"ZX2": 2, "ZX3": 1, "ZX4": 1, "ZX5": 1}),
    END: Counter({"ZX6": 1}),
}

RULES = [
    Rules(listing_ends=ends, listing_time=time, listing_ids=ids, listing=order, mask_default=mask)
    for ends, time, ids, order, mask in product(
        ("half_open", "inclusive"),
        ("created", "paid"),
        (True, False),
        ("ascending", "descending"),
        ("both", "trades"),
    )
    if (order == "ascending") == (mask == "both")  # these two have nothing to do with a seam
]


@pytest.mark.parametrize("rules", RULES, ids=str)
async def test_each_row_has_one_day(rules, tmp_path):
    """Under every reading of the document each row is exported once, on the day of its time."""
    with SandboxThread(rules=rules) as gateway:
        list_rows(gateway, ROWS)
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            report = await export_orders(client, BEGIN, END, tmp_path)
    assert report.is_complete
    target = Directory(tmp_path, ParquetFormat())
    found = {
        day: Counter(target.read(gateway.credentials.app_id, day).column("order_id").to_pylist())
        for day in DAYS
    }
    assert found == DAYS


async def test_late_row_of_midnight_changes_the_count_alone(tmp_path):
    """A row that comes late at a day's very end changes what the gateway counts, not the day."""
    with SandboxThread(rules=Rules(listing_ends="inclusive")) as gateway:
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            await export_orders(client, BEGIN, BEGIN, tmp_path)
            list_rows(gateway, [listed(1, MIDNIGHT)])
            report = await export_orders(client, BEGIN, BEGIN, tmp_path)
            found = await verify_export(tmp_path, gateway=client)
    assert [result.state for result in report.results] == [DayState.UNCHANGED]
    assert found.is_clean


async def test_receipt_says_what_was_left_to_the_next_day(tmp_path):
    """The gateway's count of a day is its rows and those that stand at its very end."""
    with SandboxThread(rules=Rules(listing_ends="inclusive")) as gateway:
        list_rows(gateway, ROWS)
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            report = await export_orders(client, BEGIN, BEGIN, tmp_path)
    (result,) = report.results
    assert (result.receipt.rows, result.receipt.seam_rows, result.receipt.total_size) == (1, 3, 4)
