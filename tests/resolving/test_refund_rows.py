"""The rows of the listing that are a refund's, and the ranges in which they are searched for."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import attrs
import pytest

from zhixiao_async import BEIJING, NumericId, OutcomeUnknown
from zhixiao_async.endpoints import (
    ListedOrder,
    Mask,
    OperateType,
    OrderQueryResult,
    OrderRefund,
    OrderStatus,
)
from zhixiao_async.resolving.judge import Evidence
from zhixiao_async.resolving.refunds import RefundSearch

NOW = datetime.now(BEIJING)
DAYS_AGO = NOW - timedelta(days=3)
MINUTE = timedelta(minutes=1)
REFUND = OrderRefund(order_id="0166", refund_fee=5000, out_refund_no="r1")


class FakeGateway:
    """A gateway that lists the rows it has within a range, whatever the mask says.

    Attributes:
        order: What the query answers.
        masks: Whether a row that doesn't say what it is is listed as a refund alone.
    """

    masks = True

    def __init__(self, status: OrderStatus, time_end: datetime | None) -> None:
        self.rows: list[ListedOrder] = []
        self.read: list[tuple[datetime, datetime]] = []
        self.order = OrderQueryResult(order_id="0166", status=status, time_end=time_end)

    def add(self, date: datetime, **fields: object) -> None:
        row = {"order_id": "0166", "id": str(len(self.rows)), "fee": 5000}
        kind = {"operate_type": OperateType.REFUND}
        self.rows.append(ListedOrder(**row | kind | fields, order_date=date))

    async def order_query(self, **_numbers: object) -> OrderQueryResult:
        return self.order

    async def iter_orders(
        self, begin: datetime, end: datetime, *, mask: Mask
    ) -> AsyncIterator[ListedOrder]:
        self.read.append((begin, end))
        for row in self.rows:
            masked = self.masks and mask is Mask.TRADE and row.operate_type != OperateType.TRADE
            if begin <= row.order_date <= end and not masked:
                yield row


def search(gateway, sent=NOW, request=REFUND):
    """Return a search for the order's one refund, sent just now if nothing else is said."""
    error = OutcomeUnknown("why", resolve_by="a query", request=request)
    error.lost(sent, (NOW - sent).total_seconds())
    return RefundSearch(gateway, request, error, Counter(), 1)


@pytest.fixture
def gateway():
    """Return a gateway with an order paid three days ago."""
    return FakeGateway(OrderStatus.PAID, DAYS_AGO)


@pytest.mark.parametrize("fee", [5000, -5000])
@pytest.mark.parametrize("kind", [OperateType.REFUND, OperateType("3"), None])
async def test_refund(gateway, fee, kind):
    """A refund's amount counts however it is signed, also in a row that doesn't say what it is."""
    gateway.add(NOW, fee=fee, operate_type=kind)
    assert (await search(gateway).probe()).evidence is Evidence.APPLIED


@pytest.mark.parametrize(
    ("asked", "queried", "listed"),
    [
        (None, "0166", "166"),
        (None, "166", "0166"),
        (None, "0166", "00166"),
        ("166", NumericId("166"), "0166"),
        ("0166", NumericId("166"), "166"),
        ("0166", "0166", NumericId("166")),
    ],
)
async def test_order_with_other_leading_zeros(gateway, asked, queried, listed):
    """A row of other leading zeros may be the refund: it is neither found nor missed."""
    gateway.order = attrs.evolve(gateway.order, order_id=queried)
    named = {"out_trade_no": "20881"} if asked is None else {"order_id": asked}
    gateway.add(NOW, order_id=listed)
    probe = await search(
        gateway, request=OrderRefund(refund_fee=5000, out_refund_no="r1", **named)
    ).probe()
    assert probe.evidence is Evidence.UNCLEAR
    assert "leading zeros" in probe.explanation


@pytest.mark.parametrize("kind", [OperateType("3"), None])
async def test_row_of_both_masks(gateway, kind):
    """A row that is listed as a trade, too, may be the payment: it proves no refund."""
    gateway.masks = False
    gateway.add(NOW, operate_type=kind)
    probe = await search(gateway).probe()
    assert probe.evidence is Evidence.UNCLEAR
    assert "both as a trade and as a refund" in probe.explanation


@pytest.mark.parametrize(
    "fields",
    [{"operate_type": OperateType.TRADE}, {"order_id": "0167"}, {"fee": 700}],
    ids=["a payment", "of another order", "of another amount"],
)
async def test_other_rows(gateway, fields):
    """Other rows aren't the refund, and don't hide it."""
    gateway.add(NOW, **fields)
    refund = search(gateway)
    assert (await refund.probe()).evidence is Evidence.ABSENT
    gateway.add(NOW)
    assert (await refund.probe()).evidence is Evidence.APPLIED


@pytest.mark.parametrize(
    "date",
    [
        DAYS_AGO - timedelta(minutes=64),
        DAYS_AGO,
        DAYS_AGO + timedelta(minutes=14),
        DAYS_AGO + timedelta(days=1),
        NOW - timedelta(hours=23),
        NOW,
        NOW + timedelta(hours=23),
    ],
    ids=["order", "payment", "soon after", "between", "behind", "now", "ahead"],
)
async def test_dated_anywhere(gateway, date):
    """A row is found under whichever of its times it is listed, by whichever clock."""
    gateway.add(date)
    assert (await search(gateway).probe()).evidence is Evidence.APPLIED


@pytest.mark.parametrize(
    "date",
    [
        DAYS_AGO - timedelta(minutes=64),
        DAYS_AGO + timedelta(minutes=14),
        NOW - timedelta(hours=23),
        NOW + timedelta(hours=23),
    ],
    ids=["order", "payment", "behind", "ahead"],
)
async def test_listed_after_a_first_probe(gateway, date):
    """A range that can still get a row is read again at each probe."""
    refund = search(gateway)
    assert (await refund.probe()).evidence is Evidence.ABSENT
    gateway.add(date)
    assert (await refund.probe()).evidence is Evidence.APPLIED


@pytest.mark.parametrize("time_end", [None, NOW - timedelta(minutes=1)])
@pytest.mark.parametrize("status", [OrderStatus.UNPAID, OrderStatus.FAILED])
async def test_unpaid(status, time_end):
    """An order that nobody paid has no refund but the one in doubt, if any."""
    gateway = FakeGateway(status, time_end)
    assert (await search(gateway).probe()).evidence is Evidence.ABSENT
    gateway.add(NOW - timedelta(minutes=14))
    assert (await search(gateway).probe()).evidence is Evidence.APPLIED


@pytest.mark.parametrize(
    ("status", "time_end"),
    [(OrderStatus.PAID, None), (OrderStatus("4"), None), (OrderStatus("4"), NOW)],
    ids=["paid some time", "another status", "another status and a time"],
)
async def test_payment_of_unknown_time(status, time_end):
    """An order without a time of payment has refunds since nobody knows when: no count."""
    probe = await search(FakeGateway(status, time_end)).probe()
    assert probe.evidence is Evidence.UNCLEAR
    assert "when the order was paid" in probe.explanation


async def test_machine_whose_clock_is_set_back(gateway):
    """The present is reckoned from the loss, so a refund's row isn't tomorrow's."""
    sent = NOW + timedelta(days=1)
    gateway.add(sent + timedelta(days=2))
    error = OutcomeUnknown("why", resolve_by="a query", request=REFUND)
    error.lost(sent, timedelta(days=2).total_seconds())
    probe = await RefundSearch(gateway, REFUND, error, Counter(), 1).probe()
    assert probe.evidence is Evidence.APPLIED


async def test_listed_late_before_the_refund(gateway):
    """A range that may still be listed after an hour is read again at each probe."""
    refund = search(gateway)
    assert (await refund.probe()).evidence is Evidence.ABSENT
    gateway.add(NOW - timedelta(minutes=64))
    assert (await refund.probe()).evidence is Evidence.APPLIED


@pytest.mark.parametrize(
    ("paid", "windows"),
    [
        (10, [(-80, 1440)]),
        (60, [(-125, 1440)]),
        (1535, [(-1600, 1440)]),
        (1536, [(-1521, -1520), (-1601, -1521), (-1520, 1440)]),
    ],
)
async def test_windows(paid, windows):
    """The ranges reach from the order, an hour before its payment, to now; clocks differ by a day.

    So long ago that nothing can be listed any more is a window of its own.
    """
    now = datetime.now(BEIJING)
    gateway = FakeGateway(OrderStatus.PAID, now - paid * MINUTE)
    await search(gateway, now).probe()
    read = [tuple(round((end - now) / MINUTE) for end in window) for window in gateway.read]
    assert read == windows


async def test_what_is_listed_for_good(gateway):
    """A range that can't change any more is read at the first probe only."""
    refund = search(gateway)
    await refund.probe()
    first, gateway.read = gateway.read, []
    await refund.probe()
    assert [begin for begin, _ in gateway.read] == [begin for begin, _ in first[1:]]


async def test_nameless_row_that_is_listed_for_good(gateway):
    """A row without its zeros is no evidence at any probe."""
    gateway.add(DAYS_AGO + timedelta(days=1), order_id=NumericId("166"))
    refund = search(gateway)
    for _ in range(2):
        assert (await refund.probe()).evidence is Evidence.UNCLEAR
