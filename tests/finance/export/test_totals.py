"""Totals say for each day what the gateway lists of each kind and channel, and what is left."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from tests.support.gateways import list_rows
from zhixiao_async import BEIJING, Client, Mask
from zhixiao_async.finance import Total, totals
from zhixiao_async.sandbox import SandboxThread

from .conftest import BEGIN, DAY
from .test_seams import listed

NOON = datetime(2026, 3, 1, 12, tzinfo=BEIJING)


async def test_each_kind_and_channel_has_its_total():
    """Rows and fen are those of the day; a refund counts the same with either sign of its fee."""
    rows = [
        *(listed(1, NOON, fee=500), listed(2, NOON, fee=70), listed(3, NOON + DAY, fee=9)),
        *(listed(n, NOON, mask=Mask.REFUND, fee=fee) for n, fee in ((1, 200), (2, -30))),
    ]
    with SandboxThread() as gateway:
        list_rows(gateway, rows)
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            found = await totals(client, BEGIN, BEGIN + DAY)
    told = [(*attrs.astuple(each)[1:], each.net) for each in found]
    assert told == [
        (BEGIN, "trade", "wechat", 2, 570, 570, False, 570),
        (BEGIN, "refund", "wechat", 2, 170, 230, False, -230),
        (BEGIN + DAY, "trade", "wechat", 1, 9, 9, False, 9),
    ]
    assert {each.app_id for each in found} == {gateway.credentials.app_id}


async def test_day_that_can_change_is_open():
    """The totals of a day that isn't over say so."""
    now = datetime.now(BEIJING)
    with SandboxThread() as gateway:
        list_rows(gateway, [listed(1, now - timedelta(microseconds=now.microsecond))])
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            (total,) = await totals(client, now.date(), now.date())
    assert total.is_open


@pytest.mark.parametrize(("kind", "net"), [("trade", -40), ("refund", -160), ("", 0)])
def test_net(kind, net):
    """A trade counts as its fee is, a refund takes away, a row of no known kind does neither."""
    total = Total(
        app_id="1",
        day=BEGIN,
        kind=kind,
        channel="",
        rows=2,
        fee=-40,
        absolute=160,
        is_open=False,
    )
    assert total.net == net
