"""``zhixiao orders totals`` adds up what the gateway lists, and keeps nothing."""

from __future__ import annotations

import zhixiao_sync
from zhixiao_async import OperateType
from zhixiao_async.fields import yuan

from .conftest import DAYS, ROWS


def test_totals(orders, gateway):
    """Each day, kind and channel has a line, and the net is trades less refunds."""
    printed = orders("totals", *DAYS)
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        listed = list(client.iter_orders(*DAYS))
    signs = {OperateType.TRADE: 1, OperateType.REFUND: -1}
    net = sum(order.fee * signs[order.operate_type] for order in listed)
    assert printed.code == 0
    lines = printed.out.splitlines()
    assert lines[0].split() == ["merchant", "day", "kind", "channel", "count", "yuan"]
    (total,) = [line.split() for line in lines if line.startswith("net")]
    assert (total[1], total[2].replace(",", "")) == (str(ROWS), yuan(net))
