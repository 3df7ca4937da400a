"""Payments that never notified are found by queries, and handled through the same inbox."""

from __future__ import annotations

import asyncio
import time
from unittest.mock import Mock

import pytest

import zhixiao_sync
import zhixiao_sync.notify
from zhixiao_async import InvalidRequest, NoReply, NotConfirmed, RequestFailed
from zhixiao_async.notify import Confirmation, Inbox, Outcome, Source, sweep, sweeping

from .conftest import payment


@pytest.fixture
async def orders(gateway, client):
    """Create four orders by number, and pay the even ones."""
    made = {}
    for number in ("1", "2", "3", "4"):
        made[number] = await client.order_create(
            body="学费",
            out_trade_no=number,
            total_fee=19800,
            user_no="1",
            notify_url="http://127.0.0.1:9/notify",
        )
    for number in ("2", "4"):
        await gateway.pay(made[number].order_id)
    return {number: order.order_id for number, order in made.items()}


class Ledger:
    """The payments that a handler got."""

    def __init__(self):
        self.got = []

    def credit(self, payment, connection):
        self.got.append(payment)


async def test_paid_orders_are_handled(client, inbox, orders):
    """Paid orders are handled, with unknown payers and unconfirmed amounts; the rest is unpaid."""
    ledger = Ledger()
    swept = await sweep(client, orders, inbox, ledger.credit, pace=0)
    assert (swept.handled, swept.unpaid) == (["2", "4"], ["1", "3"])
    got = ledger.got[0]
    assert (got.out_trade_no, got.order_id, got.app_id) == ("2", orders["2"], client.app_id)
    assert (got.source, got.amount_confirmed) == (Source.SWEEP, False)
    assert got.time_end is not None


async def test_notification_before(client, inbox, orders):
    """A payment that did notify is a duplicate, whoever comes first."""
    ledger = Ledger()
    notified = payment(app_id=client.app_id, order_id=orders["2"], out_trade_no="2")
    await inbox.handle(notified, ledger.credit)
    swept = await sweep(client, ["2"], inbox, ledger.credit, pace=0)
    assert (swept.duplicate, len(ledger.got)) == (["2"], 1)


async def test_notification_after(client, inbox, orders):
    """A notification that comes at last is a duplicate."""
    ledger = Ledger()
    await sweep(client, ["2"], inbox, ledger.credit, pace=0)
    notified = payment(app_id=client.app_id, order_id=orders["2"], out_trade_no="2")
    assert await inbox.handle(notified, ledger.credit) is Outcome.DUPLICATE


async def test_several_machines(client, inbox, orders):
    """Sweeps at the same time handle each payment once."""
    ledger = Ledger()
    swept = await asyncio.gather(
        *(sweep(client, orders, inbox, ledger.credit, pace=0) for _ in range(3))
    )
    assert sorted(payment.out_trade_no for payment in ledger.got) == ["2", "4"]
    assert sorted(number for result in swept for number in result.handled) == ["2", "4"]


async def test_one_failure_does_not_stop_the_rest(client, inbox, orders):
    """An unknown number, a malformed one and a failing handler don't stop the rest."""

    def picky(payment, connection):
        if payment.out_trade_no == "2":
            raise LookupError("no bill")

    swept = await sweep(client, ["404", "", *orders], inbox, picky, pace=0)
    assert (swept.handled, swept.unpaid) == (["4"], ["1", "3"])
    assert list(swept.failed) == ["404", "", "2"]
    assert isinstance(swept.failed["2"], LookupError)


@pytest.mark.parametrize("fault", ["reset_before", "passing_refusal"])
@pytest.mark.parametrize("break_", ["1", "404"], ids=["an answer", "a refusal"])
async def test_gateway_that_is_down(gateway, client, inbox, orders, fault, break_):
    """The rest is left for later after five queries in a row without an answer, no sooner."""

    def numbers():
        for number in ["a", "b", "c", "d", break_, "e", "f", "g", "h", "i", "j", "k"]:
            gateway.faults.clear()
            if number != break_:
                getattr(gateway.faults, fault)()
            yield number

    swept = await sweep(client, numbers(), inbox, print, pace=0)
    unanswered = [number for number in swept.failed if number != break_]
    assert (unanswered, swept.unasked) == (list("abcdefghi"), ["j", "k"])
    assert isinstance(swept.failed["i"], NoReply | RequestFailed)


async def test_confirmed_fee(client, inbox, orders):
    """A sweep with an expected fee confirms the amount, too."""
    ledger = Ledger()
    confirm = Confirmation(client, expected_fee=lambda _: 19800)
    await sweep(client, ["2"], inbox, ledger.credit, confirm=confirm, pace=0)
    assert ledger.got[0].fee == 19800


class Recording:
    """A client that notes each question, when it was asked and how long it took, by its clock."""

    def __init__(self, client, *took):
        self.client = client
        self.app_id = client.app_id
        self.asked = []
        self.took = list(took)
        self.now = 0.0

    async def order_query(self, **number):
        return await self.ask("order_query", number)

    async def order_query_form(self, **number):
        return await self.ask("order_query_form", number)

    async def ask(self, name, number):
        self.asked.append((self.now, name))
        self.now += self.took.pop(0) if self.took else 0
        return await getattr(self.client, name)(**number)

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize(
    ("took", "begun"),
    [
        ([], [0, 0.5, 1, 1.5, 2, 2.5]),
        ([0.25] * 6, [0, 0.5, 1, 1.5, 2, 2.5]),
        ([0.25, 1, 0.25, 0, 3], [0, 0.5, 1.5, 2, 2.5, 5.5]),
    ],
    ids=["at once", "quickly", "now and then slowly"],
)
@pytest.mark.parametrize("expected", [None, lambda _: 19800], ids=["status", "status and fee"])
async def test_pace(client, inbox, orders, monkeypatch, expected, took, begun):
    """Every question begins half a second after the one before, or when that is answered.

    Those of ``confirm`` too; a slow answer lets none come sooner after it, and none is asked twice.
    """
    recording = Recording(client, *took)
    monkeypatch.setattr(sweeping, "monotonic", lambda: recording.now)
    confirm = Confirmation(recording, expected_fee=expected)
    swept = await sweeping.sweeping(
        recording, orders, inbox, Ledger().credit, confirm, 0.5, recording.sleep
    )
    form = ["order_query_form"] if expected else []
    questions = ["order_query", "order_query", *form, "order_query", "order_query", *form]
    assert swept.handled == ["2", "4"]
    assert recording.asked == list(zip(begun, questions, strict=False))


async def test_confirmed_by_another_merchants_client(client, inbox, orders):
    """A confirmation without the merchant's client credits nothing."""
    other = Recording(client)
    other.app_id = "77"
    swept = await sweep(client, ["2"], inbox, print, confirm=Confirmation(other), pace=0)
    assert isinstance(swept.failed["2"], NotConfirmed)


@pytest.mark.parametrize("pace", [-1, None, "1", True, float("nan"), float("inf"), 86400.5])
async def test_pace_that_makes_no_sense(client, inbox, pace):
    """A pace that makes no sense is refused before anything is queried."""
    with pytest.raises(InvalidRequest, match=r"^pace must"):
        await sweep(client, ["1"], inbox, print, pace=pace)


def test_pace_unless_told_otherwise(tmp_path, monkeypatch):
    """The default is five queries a second at most, slept in each package's own way."""
    noted = []
    monkeypatch.setattr(sweeping, "pacer", lambda *them: noted.append(them))
    both = zhixiao_sync.notify
    asyncio.run(sweep(Mock(order_query=print_later), [], Inbox(tmp_path / "a"), print))
    both.sweep(Mock(order_query=print), [], both.Inbox(tmp_path / "b"), print)
    assert noted == [(0.2, asyncio.sleep), (0.2, time.sleep)]


async def print_later(**_):
    """Print, when awaited."""


async def test_sync_sweep(gateway, orders, tmp_path):
    """A sweep from a cron job needs no event loop."""

    def swept():
        inbox = zhixiao_sync.notify.Inbox(tmp_path / "sync.db")
        inbox.create_table()
        with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
            return zhixiao_sync.notify.sweep(client, orders, inbox, Ledger().credit, pace=0.001)

    assert (await asyncio.to_thread(swept)).handled == ["2", "4"]
