"""``on_error`` is told of each genuine payment that wasn't handled, and changes no answer."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import threading
from contextlib import closing
from contextvars import ContextVar

import attrs
import pytest

import zhixiao_sync.notify as both
from zhixiao_async import (
    REFUSAL,
    InvalidRequest,
    NotificationReceiver,
    PaymentNotification,
    notify,
)
from zhixiao_async.endpoints import OrderQueryResult, OrderStatus
from zhixiao_async.notify import Delivery, Payment, Source, reporting
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS

RECEIVER = NotificationReceiver(TEST_CREDENTIALS)
REQUEST: ContextVar[str] = ContextVar("REQUEST")
"""What a middleware knows of the request."""


def sealed(**more):
    """Return a sealed notification."""
    told = {"out_trade_no": "20881", "order_id": "01720881", "uid": "2088", "user_no": "2013"}
    told |= {"user_name": "张三", "time_end": "2026-03-02 12:00:00"}
    return seal_request(TEST_CREDENTIALS, json.dumps(told | more).encode())


def failing(payment, connection):
    """Write something, and fail."""
    connection.execute("CREATE TABLE ledger (name)")
    raise LookupError(f"no bill of {payment.user_name}")


@attrs.define
class Desk:
    """Services of both packages, which are awaited alike."""

    package: str
    path: str

    async def answer(self, body, handler=failing, *, method="POST", **options):
        """Return the answer to a body."""
        module = notify if self.package == "async" else both
        inbox = module.Inbox(self.path)
        service = module.NotificationService(RECEIVER, inbox, handler, **options)
        if self.package == "async":
            await inbox.create_table()
            return await service.answer(method, body)
        inbox.create_table()
        return await asyncio.to_thread(service.answer, method, body)


@pytest.fixture(params=["async", "sync"])
def desk(request, tmp_path):
    """Open a desk of each package."""
    return Desk(request.param, str(tmp_path / "inbox.db"))


@pytest.fixture
def awaited(tmp_path):
    """Open a desk of zhixiao_async."""
    return Desk("async", str(tmp_path / "inbox.db"))


async def test_told(desk):
    """It gets the payment, the very error and the delivery, after the rollback."""
    told = []

    def on_error(payment, error, delivery):
        with closing(sqlite3.connect(desk.path)) as books:
            tables = [name for (name,) in books.execute("SELECT name FROM sqlite_master")]
        told.append((payment, error, delivery, "ledger" in tables))

    body = sealed()
    answer = await desk.answer(body, on_error=on_error)
    [(payment, error, delivery, written)] = told
    assert isinstance(payment, Payment)
    assert (payment.out_trade_no, payment.source) == ("20881", Source.NOTIFICATION)
    assert str(error) == "no bill of 张三"
    assert isinstance(delivery, Delivery)
    assert (answer.body, written) == (delivery.failure, False)


async def test_not_told(desk):
    """It isn't told of a payment that is handled, a duplicate, a forgery or another method."""
    told = []

    def on_error(*them):
        told.append(them)

    for body in (sealed(), sealed(), b"forged", b""):
        await desk.answer(body, print, on_error=on_error)
    assert (await desk.answer(b"", method="GET", on_error=on_error)).status == 405
    assert (await desk.answer(b"forged", on_error=on_error)).body == REFUSAL
    assert told == []


class Gateway:
    """A gateway that knows the order by its full number, and has it for unpaid or paid."""

    app_id = TEST_CREDENTIALS.app_id

    def __init__(self, status):
        self.status = status

    async def order_query(self, **_):
        return OrderQueryResult(order_id="01720881", out_trade_no="20881", status=self.status)

    async def order_query_form(self, **_):
        return []


async def test_notification_that_became_no_payment(awaited):
    """A number that nobody could be asked for leaves the notification as it came."""
    told = []
    on_error = lambda payment, *_: told.append(payment)  # noqa: E731
    await awaited.answer(sealed(order_id=1720881), on_error=on_error)
    assert isinstance(told[0], PaymentNotification)
    assert told[0].out_trade_no == "20881"


@pytest.mark.parametrize("status", [OrderStatus.UNPAID, OrderStatus.PAID])
async def test_payment_with_its_full_number(awaited, status):
    """A payment whose number was asked for is told with the number as the gateway spells it."""
    told = []
    await awaited.answer(
        sealed(order_id=1720881),
        confirm=notify.Confirmation(Gateway(status)),
        on_error=lambda payment, error, delivery: told.append((payment, type(error).__name__)),
    )
    [(payment, error)] = told
    assert payment.order_id == "01720881"
    assert error == {OrderStatus.UNPAID: "NotConfirmed", OrderStatus.PAID: "LookupError"}[status]


def raising(payment, error, delivery):
    """Fail."""
    raise KeyError(payment.user_name)


async def raising_later(payment, error, delivery):
    """Fail on an event loop."""
    raise KeyError(payment.user_name)


def cancelling(payment, error, delivery):
    """Raise what isn't an Exception."""
    raise asyncio.CancelledError


async def test_that_it_raises(desk, caplog):
    """What it raises is logged without its text, and the answer is as it would be."""
    body = sealed()
    usual = await desk.answer(body)
    caplog.clear()
    for on_error in (raising, cancelling, *([raising_later] if desk.package == "async" else [])):
        answer = await desk.answer(body, on_error=on_error)
        assert answer.body[:20] == usual.body[:20]
        failed, unreported = caplog.records
        caplog.clear()
        assert (failed.zhixiao_outcome, unreported.zhixiao_outcome) == ("failed", "unreported")
        assert (unreported.levelname, unreported.zhixiao_out_trade_no) == ("ERROR", "20881")
        if on_error is not cancelling:
            assert unreported.zhixiao_error.startswith("KeyError@test_on_error.py:")
            assert on_error.__name__ in logging.Formatter().format(unreported)
        assert "张三" not in logging.Formatter().format(unreported)


async def test_slow(awaited, caplog, monkeypatch):
    """One that takes too long is cancelled and logged, and the answer comes."""
    monkeypatch.setattr(reporting, "REPORT_WITHIN", 0.01)
    ended = asyncio.Event()

    async def slow(payment, error, delivery):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.set()
            raise LookupError("closed") from None

    answer = await awaited.answer(sealed(), on_error=slow)
    assert answer.status == 200
    await ended.wait()
    assert caplog.records[-1].zhixiao_reason == "on_error took more than 0.01 s"


async def test_blocking(awaited, monkeypatch):
    """A plain function blocks a thread, not the event loop, and knows the request's context."""
    answered, told = threading.Event(), []

    def block(payment, error, delivery):
        told.append((REQUEST.get(), threading.current_thread() is threading.main_thread()))
        answered.wait(30)

    monkeypatch.setattr(reporting, "REPORT_WITHIN", 0.01)
    REQUEST.set("of the middleware")
    try:
        await awaited.answer(sealed(), on_error=block)
    finally:
        answered.set()
    assert told == [("of the middleware", False)]


async def test_awaited(awaited):
    """An async one is awaited, and so is what a plain one hands back."""
    told = []

    async def later(payment, error, delivery):
        await asyncio.sleep(0)
        told.append(error)

    await awaited.answer(sealed(), on_error=later)
    await awaited.answer(sealed(), on_error=lambda *them: later(*them))
    assert len(told) == 2


async def test_cancelled_delivery(awaited):
    """A delivery that is cancelled isn't told: nobody waits for its answer."""
    begun, told = asyncio.Event(), []

    async def wait(payment, connection):
        begun.set()
        await asyncio.Event().wait()

    on_error = lambda *them: told.append(them)  # noqa: E731
    delivery = asyncio.create_task(awaited.answer(sealed(), wait, on_error=on_error))
    await begun.wait()
    delivery.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivery
    assert told == []


async def test_refused(desk):
    """One that can't take its arguments is refused when the service is made."""
    gets = "on_error must take 3 positional arguments, the payment, the error and the delivery: "
    with pytest.raises(InvalidRequest) as caught:
        await desk.answer(b"", on_error=failing)
    assert str(caught.value).startswith(f"{gets}failing(payment, connection) can't")


async def test_async_one_of_the_sync_service(tmp_path):
    """A service of zhixiao_sync takes no async def, and logs what would have to be awaited."""
    desk = Desk("sync", str(tmp_path / "inbox.db"))
    with pytest.raises(InvalidRequest, match="on_error must be a plain def"):
        await desk.answer(b"", on_error=raising_later)


async def test_awaitable_of_the_sync_service(tmp_path, caplog):
    """What a service of zhixiao_sync would have to await is logged."""
    desk = Desk("sync", str(tmp_path / "inbox.db"))
    await desk.answer(sealed(), on_error=lambda *them: raising_later(*them))
    assert "must be a plain def" in caplog.records[-1].zhixiao_reason
