"""Whatever rows there are, each is in one place: among the matched, or in one difference."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from .sides import (
    ALIPAY,
    DAY,
    REFUND,
    TRADE,
    WECHAT,
    booked,
    books,
    export,
    gateway,
    reconcile,
    told,
)

DAYS = [DAY + timedelta(days=n) for n in range(3)]
ORDERS = st.sampled_from(["A", "B", ""])
FEES = st.sampled_from([0, 100, 150])
KINDS = st.sampled_from([TRADE, REFUND])
CHANNELS = st.sampled_from([WECHAT, ALIPAY])

LISTED = st.lists(
    st.builds(gateway, ORDERS, FEES, kind=KINDS, day=st.sampled_from(DAYS), channel=CHANNELS),
    max_size=12,
)
BOOKED = st.lists(
    st.builds(
        booked,
        ORDERS,
        FEES,
        kind=KINDS,
        day=st.sampled_from([*DAYS, None]),
        channel=st.one_of(CHANNELS, st.none()),
    ),
    max_size=12,
)


@settings(max_examples=8, deadline=None)
@given(LISTED, BOOKED, st.sampled_from([0, 1, 2]), st.sets(st.sampled_from(DAYS), max_size=1))
def test_every_row_is_somewhere(listed, own, days_apart, open_days):
    """Rows and fen add up, no row is told twice, and what isn't told is equal on both sides."""
    listed = [row | {"id": str(number)} for number, row in enumerate(listed)]
    with tempfile.TemporaryDirectory() as folder:
        path = export(Path(folder), *listed, days=DAYS, open_days=open_days)
        result = reconcile(path, books(*own), DAYS[0], DAYS[-1], days_apart=days_apart)
    told(result)
    ids = [row.gateway["id"] for row in result.differences if row.gateway]
    lines = [row.books["line"] for row in result.differences if row.books]
    assert (len(ids), len(lines)) == (len({*ids}), len({*lines}))
    untold = Counter(
        (row["order_id"], row["operate_type"], row["fee"]) for row in listed if row["id"] not in ids
    )
    assert untold == Counter(
        (row["订单号"], "1" if row["类型"] == REFUND else "0", row["金额"])
        for line, row in enumerate(own, 1)
        if line not in lines
    )
    assert untold.total() == result.matched.rows
