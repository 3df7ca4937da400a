"""Numbers that came as JSON numbers, which are no keys: they may have lost leading zeros."""

from __future__ import annotations

import json
import logging

import attrs
import pytest

from zhixiao_async import (
    InvalidRequest,
    NotConfirmed,
    NotificationReceiver,
    NumericId,
    OrderQueryResult,
    OrderStatus,
)
from zhixiao_async.notify import Confirmation, NotificationService, Payment, sweep
from zhixiao_async.notify.full_numbers import with_full_numbers
from zhixiao_async.notify.queries import Queries
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS, Dialect

from .conftest import notification, payment

QUERY, FORM = "/pay_api/order_query", "/pay_api/order_query_form"
AS_NUMBERS, OF_32_BITS = Dialect(numbers="as_numbers"), Dialect(numbers="as_32_bits")


@pytest.fixture
async def order_id(gateway, client):
    """Return a paid order's number, which begins with 0."""
    order = await client.order_create(
        body="学费",
        out_trade_no="20881",
        total_fee=19800,
        user_no="1",
        notify_url="http://127.0.0.1:9/notify",
    )
    await gateway.pay(order.order_id)
    return order.order_id


class Credited(list):
    """The numbers that a handler credited."""

    def credit(self, payment, connection):
        """Keep a payment's numbers."""
        self.append((payment.order_id, payment.out_trade_no, type(payment.out_trade_no)))


@pytest.fixture
def books():
    """Return a list of credited numbers."""
    return Credited()


@pytest.fixture
def deliver(gateway, inbox, books):
    """Return a function that delivers a notification and returns its answer's ret_code."""

    async def bring(order_id, out_trade_no="20881", confirm=None, **options):
        receiver = NotificationReceiver(gateway.credentials, **options)
        service = NotificationService(receiver, inbox, books.credit, confirm=confirm)
        numbers = {"order_id": order_id, "out_trade_no": out_trade_no}
        told = numbers | {"uid": "2088", "time_end": "2026-03-02 12:00:00"}
        body = seal_request(gateway.credentials, json.dumps(told).encode())
        return open_reply(gateway.credentials, (await service.answer("POST", body)).body).ret_code

    return bring


async def test_nobody_to_ask(deliver, books, order_id, caplog):
    """A numeric order_id without a client isn't handled; the log says what to give the service."""
    with caplog.at_level(logging.ERROR, "zhixiao.notify"):
        assert await deliver(int(order_id)) == -1
    assert books == []
    reason = caplog.records[-1].zhixiao_reason
    assert reason.startswith("its order_id is a JSON number")
    assert "confirm=Confirmation(client)" in reason


@pytest.mark.parametrize("number", ["20881", 20881])
async def test_asked_for(client, deliver, books, order_id, number):
    """A numeric order_id with a client is credited as order_query spells it, and once."""
    confirm = Confirmation(client)
    answers = [await deliver(int(order_id), number, confirm) for _ in range(2)]
    answers.append(await deliver(order_id))
    assert (answers, books) == ([0, 0, 0], [(order_id, "20881", str)])


async def test_nobody_to_ask_for_the_own_number(deliver, books, order_id, caplog):
    """A numeric out_trade_no may be another order's, too; the log names both remedies."""
    with caplog.at_level(logging.ERROR, "zhixiao.notify"):
        assert await deliver(order_id, 20881) == -1
    assert books == []
    reason = caplog.records[-1].zhixiao_reason
    assert reason.startswith("its out_trade_no is a JSON number")
    assert "confirm=Confirmation(client)" in reason
    assert "no_leading_zeros=True" in reason


async def test_own_numbers_that_never_begin_with_0(deliver, books, order_id):
    """``no_leading_zeros`` has an out_trade_no credited by its digits, but no order_id."""
    assert await deliver(order_id, 20881, no_leading_zeros=True) == 0
    assert await deliver(int(order_id), 20881, no_leading_zeros=True) == -1
    assert books == [(order_id, "20881", str)]


async def test_duplicate_by_a_number(client, inbox, deliver, books, order_id):
    """A payment that a sweep has handled is known by its order_id; nobody has to be asked."""
    assert (await sweep(client, ["20881"], inbox, books.credit, pace=0)).handled == ["20881"]
    assert await deliver(order_id, 20881) == 0
    assert len(books) == 1


class TwoOrders:
    """A gateway with two orders of one merchant, of which the one with zeros is paid."""

    app_id = TEST_CREDENTIALS.app_id
    orders = (
        {"order_id": "0179001", "out_trade_no": "0020881", "status": OrderStatus.PAID},
        {"order_id": "0179002", "out_trade_no": "20881", "status": OrderStatus.UNPAID},
    )

    async def order_query(self, **number):
        ((name, value),) = number.items()
        return OrderQueryResult(**next(order for order in self.orders if order[name] == value))

    order_query_form = order_query


async def test_own_number_with_its_zeros(deliver, books):
    """A numeric out_trade_no is queried by the order_id, and credited with its zeros."""
    assert await deliver("0179001", 20881, Confirmation(TwoOrders())) == 0
    assert books == [("0179001", "0020881", str)]


@pytest.mark.parametrize("order_id", [179001, "0179003"])
async def test_digits_of_another_order(deliver, books, order_id, monkeypatch):
    """Digits that also stand for another order credit nothing."""
    others = ({"order_id": "0179003", "out_trade_no": "20883", "status": OrderStatus.PAID},)
    monkeypatch.setattr(TwoOrders, "orders", TwoOrders.orders + others)
    assert await deliver(order_id, 20881, Confirmation(TwoOrders())) == -1
    assert books == []


@pytest.mark.parametrize("said", [None, NumericId("20881")])
@pytest.mark.parametrize(("order_id", "answer"), [("0166", "0166"), ("0166", "0177")])
async def test_own_number_that_the_gateway_does_not_spell_out(said, order_id, answer):
    """An out_trade_no that is nowhere text is queried by its digits, for this very order."""

    class Gateway:
        app_id = "7"

        async def order_query(self, *, order_id=None, out_trade_no=None):
            assert (order_id, out_trade_no) in (("0166", None), (None, "20881"))
            number = answer if order_id is None else order_id
            return OrderQueryResult(order_id=number, out_trade_no=said, status=OrderStatus.PAID)

        order_query_form = order_query

    told = notification(NumericId("20881"), order_id=order_id)
    asking = with_full_numbers(told, Queries(Gateway()))
    if answer != order_id:
        with pytest.raises(NotConfirmed, match="another order"):
            await asking
        return
    own = (await asking).out_trade_no
    assert (own, type(own)) == ("20881", str)


async def test_sweep_before(client, inbox, deliver, books, order_id):
    """A sweep that found the payment first makes the notification a duplicate."""
    assert (await sweep(client, ["20881"], inbox, books.credit, pace=0)).handled == ["20881"]
    assert await deliver(int(order_id), confirm=Confirmation(client)) == 0
    assert books == [(order_id, "20881", str)]


async def test_number_of_another_order(client, deliver, books, order_id):
    """An order_id that disagrees with order_query's credits nothing."""
    assert await deliver(int(order_id) + 1, confirm=Confirmation(client)) == -1
    assert books == []


async def test_spelled_out_nowhere(gateway, client, deliver, books, order_id):
    """A gateway that writes nothing but numbers credits nothing."""
    gateway.faults.speak(AS_NUMBERS, path=QUERY)
    assert await deliver(int(order_id), confirm=Confirmation(client)) == -1
    assert books == []


@pytest.mark.parametrize("path", [QUERY, FORM])
async def test_confirmed_by_numbers(gateway, client, deliver, books, order_id, path):
    """A payment told by text is credited though the gateway's numbers agree only as digits."""
    gateway.faults.speak(AS_NUMBERS, path=path)
    confirm = Confirmation(client, expected_fee=lambda _: 19800)
    # Neither number of a form entry is spelled out here: so its amount is nobody's.
    assert await deliver(order_id, confirm=confirm) == (0 if path == QUERY else -1)
    assert [credited[0] for credited in books] == ([order_id] if path == QUERY else [])


async def test_sweep(gateway, client, inbox, books, order_id):
    """A sweep that finds a JSON number credits nothing, and tells why."""
    gateway.faults.speak(AS_NUMBERS)
    swept = await sweep(client, ["20881"], inbox, books.credit, pace=0)
    assert isinstance(swept.failed["20881"], NotConfirmed)
    assert "leading zeros" in str(swept.failed["20881"])
    assert books == []


async def test_lossy_sweep(gateway, client, inbox, books, order_id):
    """An order_id with an exponent can't be read: the order is neither unpaid nor credited."""
    gateway.faults.speak(OF_32_BITS)
    swept = await sweep(client, ["20881"], inbox, books.credit, pace=0)
    assert (list(swept.failed), swept.unpaid, books) == (["20881"], [], [])


@pytest.mark.parametrize("lossy", ["1.5717116633379E+17", "1024.0", "1.024e3"])
async def test_lossy_notification(gateway, deliver, inbox, books, lossy):
    """A notification with a lossy order_id is never answered with success."""
    receiver = NotificationReceiver(gateway.credentials)
    service = NotificationService(receiver, inbox, books.credit)
    content = '{"out_trade_no":"1","order_id":%s,"uid":"2","time_end":"2026-03-02 12:00:00"}'
    body = seal_request(gateway.credentials, (content % lossy).encode())
    assert b'"ret_code":-1' in (await service.answer("POST", body)).body
    assert books == []


class Answering:
    """A client whose order_query answers with one status."""

    app_id = "7"

    def __init__(self, status, order_id="0166"):
        self.status = status
        self.order_id = order_id

    async def order_query(self, out_trade_no):
        return OrderQueryResult(
            order_id=self.order_id, out_trade_no=out_trade_no, status=self.status
        )

    order_query_form = order_query


@pytest.mark.parametrize("status", [OrderStatus.UNPAID, OrderStatus.FAILED])
async def test_order_that_is_not_paid(inbox, books, status):
    """A failed order counts as unpaid, like one that nobody has paid yet."""
    swept = await sweep(Answering(status), ["1"], inbox, books.credit, pace=0)
    assert (swept.unpaid, swept.failed) == (["1"], {})


async def test_numbers_are_spelled_out():
    """Both numbers of the notification become text, as order_query and the merchant have them."""
    told = notification(NumericId("20881"), order_id=NumericId("166"))
    asked = await with_full_numbers(told, Queries(Answering(OrderStatus.UNPAID)))
    numbers = asked.order_id, asked.out_trade_no
    assert (numbers, [type(number) for number in numbers]) == (("0166", "20881"), [str, str])


async def test_numbers_are_nowhere_spelled_out():
    """A gateway that writes a number as well confirms nothing, and the error says why."""
    told = notification(order_id=NumericId("166"))
    queries = Queries(Answering(OrderStatus.PAID, NumericId("166")))
    with pytest.raises(NotConfirmed, match="leading zeros"):
        await with_full_numbers(told, queries)


async def test_unknown_status(inbox, books):
    """A status that the document doesn't list counts as failed, not as unpaid."""
    swept = await sweep(Answering(OrderStatus("9")), ["1"], inbox, books.credit, pace=0)
    assert (swept.unpaid, list(swept.failed)) == ([], ["1"])
    assert "UNKNOWN_9" in str(swept.failed["1"])


@pytest.mark.parametrize("name", ["order_id", "out_trade_no"])
def test_payment_by_a_number(name):
    """A payment can't be made of a JSON number, nor of a notification that has one."""
    with pytest.raises(ValueError, match="must be spelled out"):
        payment(**{name: NumericId("1720881")})
    with pytest.raises(ValueError, match="must be spelled out"):
        Payment.notified(attrs.evolve(notification(), **{name: NumericId("1720881")}))


async def test_lookup_by_a_number(inbox):
    """A lookup by a JSON number is refused: it can't say that a payment isn't there."""
    with pytest.raises(InvalidRequest, match="is no key"):
        await inbox.find("7", NumericId("1720881"))
    with pytest.raises(InvalidRequest, match="is no key"):
        await inbox.rerun("7", NumericId("1720881"), print)
