"""What a notification leaves in doubt is asked of the gateway, before the handler runs."""

from __future__ import annotations

import asyncio

import pytest

import zhixiao_sync
import zhixiao_sync.notify
from zhixiao_async import Client, InvalidRequest, NotConfirmed, NotSent, PayType, RetryPolicy
from zhixiao_async.endpoints import FormOrder, OrderQueryResult, OrderStatus
from zhixiao_async.errors import RequestFailed
from zhixiao_async.notify import Confirmation, Inbox, Outcome
from zhixiao_async.sandbox import Sandbox

from .conftest import payment

ORDER = {
    "body": "学费",
    "out_trade_no": "20881",
    "total_fee": 19800,
    "user_no": "2013141516",
    "notify_url": "http://127.0.0.1:9/notify",
}


@pytest.fixture
async def gateway():
    async with Sandbox() as one:
        yield one


@pytest.fixture
async def client(gateway):
    once = RetryPolicy(attempts=1)
    async with Client(gateway.credentials, base_url=gateway.base_url, retry=once) as one:
        yield one


@pytest.fixture
async def paid(gateway, client):
    """A paid order's payment, as its notification tells it."""
    order = await client.order_create(**ORDER)
    await gateway.pay(order.order_id, PayType.WECHAT)
    return payment(app_id=client.app_id, order_id=order.order_id)


@pytest.fixture
async def inbox(tmp_path):
    one = Inbox(tmp_path / "inbox.db")
    await one.create_table()
    return one


async def handle(inbox, brought, confirm):
    """The payments that the handler got."""
    got = []
    await inbox.handle(brought, lambda one, _: got.append(one), confirm=confirm)
    return got


async def test_paid(client, inbox, paid):
    """order_query says paid for the same numbers: the amount is still nobody's word."""
    (got,) = await handle(inbox, paid, Confirmation(client))
    assert (got, got.amount_confirmed) == (paid, False)


async def test_expected_fee(client, inbox, paid):
    """order_query_form returns it: the event says that the amount is confirmed."""
    (got,) = await handle(inbox, paid, Confirmation(client, expected_fee=lambda _: 19800))
    assert (got.fee, got.amount_confirmed) == (19800, True)


async def test_awaited_lookup(client, inbox, paid):
    """The merchant's own lookup may be awaited."""

    async def expected(payment):
        await asyncio.sleep(0)
        return 19800

    (got,) = await handle(inbox, paid, Confirmation(client, expected_fee=expected))
    assert got.amount_confirmed


async def test_other_fee(client, inbox, paid):
    """Nothing is credited, and both amounts are named."""
    with pytest.raises(NotConfirmed, match=r"19800 fen, 1 is expected.*20881"):
        await handle(inbox, paid, Confirmation(client, expected_fee=lambda _: 1))
    assert await inbox.find(paid.app_id, paid.order_id) is None


@pytest.mark.parametrize("expected", [None, 198.0, "19800", True])
async def test_lookup_that_gives_no_fen(client, inbox, paid, expected):
    """An int in fen, or nothing is credited."""
    with pytest.raises(InvalidRequest, match="expected_fee"):
        await handle(inbox, paid, Confirmation(client, expected_fee=lambda _: expected))


async def test_unpaid(client, inbox):
    """A genuine notification of an order that isn't paid by the gateway's books."""
    order = await client.order_create(**ORDER)
    brought = payment(app_id=client.app_id, order_id=order.order_id)
    with pytest.raises(NotConfirmed, match="UNPAID"):
        await handle(inbox, brought, Confirmation(client))


async def test_other_number(client, inbox, paid):
    """The order is paid, and isn't the one that would be credited."""
    brought = payment(app_id=paid.app_id, order_id=paid.order_id, out_trade_no="20882")
    with pytest.raises(NotConfirmed, match="another order"):
        await handle(inbox, brought, Confirmation(client))


async def test_gateway_that_cannot_be_asked(gateway, client, inbox, paid):
    """Nothing is credited: the notification will come again."""
    await gateway.stop()
    with pytest.raises(NotSent):
        await handle(inbox, paid, Confirmation(client))


async def test_duplicate_is_not_asked_for(gateway, client, inbox, paid):
    """A payment that was handled costs no questions."""
    confirm = Confirmation(client)
    await handle(inbox, paid, confirm)
    asked = len(gateway.requests)
    assert await inbox.handle(paid, print, confirm=confirm) is Outcome.DUPLICATE
    assert len(gateway.requests) == asked


async def test_merchant_without_a_client(client, inbox, paid):
    """The client is chosen by the payment's id."""
    with pytest.raises(NotConfirmed, match="no client was given for app_id 77"):
        await handle(inbox, payment(app_id="77"), Confirmation(client))


async def test_sync_client(gateway, paid, tmp_path):
    """The same in a thread, without an event loop."""

    def confirmed():
        inbox, got = zhixiao_sync.notify.Inbox(tmp_path / "sync.db"), []
        inbox.create_table()
        with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
            confirm = Confirmation(client, expected_fee=lambda _: 19800)
            inbox.handle(paid, lambda one, _: got.append(one), confirm=confirm)
        return got

    assert [one.fee for one in await asyncio.to_thread(confirmed)] == [19800]


class Books:
    """A gateway that answers in ways the sandbox doesn't."""

    app_id = "7"

    def __init__(self, forms=(), named="20881"):
        self.forms = forms
        self.named = named

    async def order_query(self, *, order_id=None, out_trade_no=None):
        named = self.named if order_id else None
        return OrderQueryResult(order_id="1720881", status=OrderStatus.PAID, out_trade_no=named)

    async def order_query_form(self, *, order_id):
        if self.forms is None:
            raise RequestFailed(-1, "没有数据")
        return [FormOrder(order_id=one, fee=fee) for one, fee in self.forms]


@pytest.mark.parametrize("forms", [(), None, [("another", 5)]], ids=["empty", "refused", "other"])
async def test_no_form_entry(inbox, forms):
    """Where the gateway has no entry for the order, the amount is unconfirmed."""
    confirm = Confirmation(Books(forms), expected_fee=lambda _: 19800)
    (got,) = await handle(inbox, payment(), confirm)
    assert (got.fee, got.amount_confirmed) == (None, False)


async def test_two_fees(inbox):
    """An order with two amounts is nobody's to credit."""
    confirm = Confirmation(
        Books([("1720881", 19800), ("1720881", 1)]), expected_fee=lambda _: 19800
    )
    with pytest.raises(NotConfirmed, match="several fees"):
        await handle(inbox, payment(), confirm)


async def test_reply_without_the_merchants_number(inbox):
    """It is asked for by the merchant's number, too."""
    (got,) = await handle(inbox, payment(), Confirmation(Books(named=None)))
    assert got.out_trade_no == "20881"


async def test_reply_without_the_merchants_number_about_another_order(inbox):
    """Then the gateway's number has to be the same."""
    brought = payment(order_id="1720882")
    with pytest.raises(NotConfirmed, match="another order"):
        await handle(inbox, brought, Confirmation(Books(named=None)))


def test_no_client():
    """There has to be one to ask."""
    with pytest.raises(InvalidRequest, match="clients"):
        Confirmation()
