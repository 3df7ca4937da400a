"""Confirmation by the gateway of what a notification leaves in doubt, before the handler runs."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest

import zhixiao_sync
import zhixiao_sync.notify
from zhixiao_async import InvalidRequest, NotConfirmed, NotSent, PayType
from zhixiao_async.notify import Confirmation, Outcome

from .conftest import payment

ORDER = {
    "body": "学费",
    "out_trade_no": "20881",
    "total_fee": 19800,
    "user_no": "2013141516",
    "notify_url": "http://127.0.0.1:9/notify",
}


@pytest.fixture
async def paid(gateway, client):
    """Return a paid order's payment, as its notification has it."""
    order = await client.order_create(**ORDER)
    await gateway.pay(order.order_id, PayType.WECHAT)
    return payment(app_id=client.app_id, order_id=order.order_id)


async def handle(inbox, brought, confirm):
    """Return the payments that the handler got."""
    got = []
    await inbox.handle(brought, lambda payment, _: got.append(payment), confirm=confirm)
    return got


async def test_paid(client, inbox, paid):
    """A payment that order_query confirms has no confirmed amount."""
    (got,) = await handle(inbox, paid, Confirmation(client))
    assert (got, got.amount_confirmed) == (paid, False)


async def test_expected_fee(client, inbox, paid):
    """A payment whose fee order_query_form confirms has it."""
    (got,) = await handle(inbox, paid, Confirmation(client, expected_fee=lambda _: 19800))
    assert (got.fee, got.amount_confirmed) == (19800, True)


async def test_awaited_lookup(client, inbox, paid):
    """The merchant's own lookup may be awaited."""

    async def expected(payment):
        await asyncio.sleep(0)
        return 19800

    (got,) = await handle(inbox, paid, Confirmation(client, expected_fee=expected))
    assert got.amount_confirmed


async def test_plain_lookup_does_not_hold_the_event_loop(client, inbox, paid):
    """A plain lookup, which may ask a database, runs in a thread."""
    threads = []

    def expected(payment):
        threads.append(threading.current_thread())
        return 19800

    await handle(inbox, paid, Confirmation(client, expected_fee=expected))
    assert threads != [threading.current_thread()]


@pytest.mark.parametrize("error", [LookupError("no bill"), StopIteration()], ids=repr)
async def test_lookup_that_raises(client, inbox, paid, error):
    """An order that the lookup doesn't know isn't credited, also where it raises StopIteration."""

    def expected(payment):
        raise error

    with pytest.raises((LookupError, RuntimeError)):
        await handle(inbox, paid, Confirmation(client, expected_fee=expected))
    assert await inbox.find(paid.app_id, paid.order_id) is None


async def test_other_fee(client, inbox, paid):
    """Another fee credits nothing, and both amounts are named."""
    with pytest.raises(NotConfirmed, match=r"19800 fen, 1 is expected.*20881"):
        await handle(inbox, paid, Confirmation(client, expected_fee=lambda _: 1))
    assert await inbox.find(paid.app_id, paid.order_id) is None


@pytest.mark.parametrize("expected", [None, 198.0, "19800", True])
async def test_lookup_that_gives_no_fen(client, inbox, paid, expected):
    """A lookup's result that is no int in fen credits nothing."""
    told = re.escape(f"must give an int in fen, got {expected!r}")
    with pytest.raises(InvalidRequest, match=f"^expected_fee {told}"):
        await handle(inbox, paid, Confirmation(client, expected_fee=lambda _: expected))


async def test_unpaid(client, inbox):
    """A genuine notification of an order that the gateway's books call unpaid credits nothing."""
    order = await client.order_create(**ORDER)
    brought = payment(app_id=client.app_id, order_id=order.order_id)
    with pytest.raises(NotConfirmed, match="UNPAID"):
        await handle(inbox, brought, Confirmation(client))


async def test_other_number(client, inbox, paid):
    """A paid order of another number credits nothing."""
    brought = payment(app_id=paid.app_id, order_id=paid.order_id, out_trade_no="20882")
    with pytest.raises(NotConfirmed, match="another order"):
        await handle(inbox, brought, Confirmation(client))


async def test_gateway_that_cannot_be_asked(gateway, client, inbox, paid):
    """A gateway that can't be asked credits nothing: the notification will come again."""
    await gateway.stop()
    with pytest.raises(NotSent):
        await handle(inbox, paid, Confirmation(client))


async def test_duplicate_is_not_asked_for(gateway, client, inbox, paid):
    """A payment that was handled costs no queries."""
    confirm = Confirmation(client)
    await handle(inbox, paid, confirm)
    asked = len(gateway.requests)
    assert await inbox.handle(paid, print, confirm=confirm) is Outcome.DUPLICATE
    assert len(gateway.requests) == asked


async def test_merchant_without_a_client(client, inbox, paid):
    """A payment of a merchant without a client isn't confirmed."""
    with pytest.raises(NotConfirmed, match="no client was given for app_id 77"):
        await handle(inbox, payment(app_id="77"), Confirmation(client))


async def test_sync_client(gateway, paid, tmp_path):
    """A sync client confirms in a thread, without an event loop."""

    def confirmed():
        inbox, got = zhixiao_sync.notify.Inbox(tmp_path / "sync.db"), []
        inbox.create_table()
        with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
            confirm = Confirmation(client, expected_fee=lambda _: 19800)
            inbox.handle(paid, lambda payment, _: got.append(payment), confirm=confirm)
        return got

    assert [payment.fee for payment in await asyncio.to_thread(confirmed)] == [19800]


def test_no_client():
    """A confirmation needs a client."""
    with pytest.raises(InvalidRequest, match=r"^clients must be one Client or more"):
        Confirmation()
