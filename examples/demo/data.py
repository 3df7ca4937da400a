"""The data of both journeys, and the sums over a day's listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from zhixiao_async import BEIJING, ListedOrder, OperateType, yuan

SEEDED_ORDERS = 50_000
USER_NO = "2013141516"
TODAY = datetime.now(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
YESTERDAY = TODAY - timedelta(days=1)


def totals(orders: Iterable[ListedOrder]) -> Counter[str]:
    """Return the sum of the trades and of the refunds, in fen."""
    sums: Counter[str] = Counter()
    for order in orders:
        sums["refunds" if order.operate_type is OperateType.REFUND else "trades"] += order.fee
    return sums


def summary(count: int, seconds: float, sums: Counter[str]) -> str:
    """Return one line about a listing that was read."""
    return (
        f"{count:,} orders in {seconds:.2f} s: [bold]{count / seconds:,.0f} orders a second[/]; "
        f"trades {yuan(sums['trades'])} yuan, refunds {yuan(sums['refunds'])} yuan"
    )
