"""A notification's request, its attempts on record, and injected mishaps."""

import asyncio
import json
from contextlib import suppress

import pytest
from aiohttp import web

from tests.sandbox.conftest import NOON, order_fields
from tests.support.clients import connect
from zhixiao_async.protocol.request_form import open_form, parse_form
from zhixiao_async.sandbox import Clock, Sandbox, Verdict

ORDER_ID = "0177242400000000001"


async def paid(gateway, create, **fields) -> None:
    await gateway.pay((await create(**fields)).order_id)
    await gateway.notifier.drain()


async def test_attempt_on_record(gateway, create, merchant):
    """An attempt has every attribute, and its repr hides those that may hold secrets."""
    merchant.say(b"busy", 503)
    await paid(gateway, create)
    (attempt,) = gateway.notifications
    assert (attempt.time, attempt.order_id) == (NOON, ORDER_ID)
    assert (attempt.number, attempt.replay, attempt.url) == (1, False, merchant.url)
    assert (attempt.status, attempt.answer) == (503, "busy")
    assert attempt.verdict is Verdict.HTTP_ERROR
    for hidden in (attempt.url, attempt.form, attempt.answer):
        assert hidden not in repr(attempt)


async def test_what_is_posted(gateway, create, merchant):
    """A notification is a form with the fields of section 2.5, codes as text."""
    seen = []

    def answer(delivery) -> web.Response:
        seen.append(delivery)
        return web.Response(body=delivery.success)

    merchant.answer = answer
    await paid(gateway, create)
    assert len(seen) == 1
    form = parse_form(gateway.notifications[0].form.encode())
    assert json.loads(open_form(gateway.credentials, form)) == {
        "out_trade_no": "20881",
        "order_id": ORDER_ID,
        "time_end": "2026-03-02 12:00:00",
        "user_no": "2013141516",
        "user_name": "张三",
        "uid": "oGTHE57ad34eec0d40a6395e5372",
        "pay_type": "1",
    }


async def heads(answer: bytes, times: int = 1) -> list[bytes]:
    """Return the request heads that a merchant's server receives while it answers these bytes."""
    heads = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with Sandbox() as gateway, connect(gateway) as client:
            for number in range(times):
                url = f"http://localhost:{port}/n"
                fields = order_fields(url) | {"out_trade_no": str(number)}
                await gateway.pay((await client.order_create(**fields)).order_id)
                await gateway.notifier.drain()
    return heads


async def test_request_of_a_notification():
    """A notification is a UTF-8 form without cookies, and follows no redirect."""
    answer = b"HTTP/1.1 302 F\r\nLocation: /m\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    first, second = await heads(answer, times=2)
    assert first.startswith(b"POST /n HTTP/1.1\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded;charset=utf-8\r\n" in first
    assert second.startswith(b"POST /n HTTP/1.1\r\n")
    assert b"Cookie" not in second


async def test_each_delivery_has_a_connection_of_its_own():
    """Each delivery opens a connection of its own."""
    connections = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbusy")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with Sandbox() as gateway, connect(gateway) as client:
            order = await client.order_create(**order_fields(url))
            await gateway.pay(order.order_id)
            await gateway.notifier.drain()
            await gateway.notifier.replay(order.order_id)
    assert len(connections) == 2


async def test_proxy_of_the_environment_is_not_used(monkeypatch):
    """A notification doesn't go through a proxy of the environment."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert len(await heads(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess")) == 1


async def test_other_machine_is_logged(gateway, client, caplog):
    """A notification to another machine is logged with its order and the reason."""
    order = await client.order_create(**order_fields("http://10.0.0.1/n"))
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()
    (record,) = [record for record in caplog.records if record.name == "zhixiao.sandbox"]
    assert record.getMessage() == f"{ORDER_ID}: {Verdict.NOT_ALLOWED.value}"
    (attempt,) = gateway.notifications
    assert (attempt.status, attempt.answer) == (None, "")


async def test_lost_delivery_on_record(gateway, create):
    """A lost delivery is on record without an answer."""
    gateway.notifier.drop_next()
    await paid(gateway, create)
    (attempt,) = gateway.notifications
    assert (attempt.verdict, attempt.status, attempt.answer) == (Verdict.DROPPED, None, "")


async def test_delivery_that_fails_unforeseen(gateway, create, merchant, monkeypatch):
    """A defect in posting costs one attempt: the next comes on schedule, not at once."""
    posted = iter([True, False])

    def judge(*_: object) -> Verdict:
        if next(posted):
            raise RuntimeError
        return Verdict.PLAIN

    monkeypatch.setattr("zhixiao_async.sandbox.notifications.posting.judge", judge)
    await paid(gateway, create)
    assert (gateway.notifier.due, gateway.notifications) == ([], [])
    gateway.clock.advance(15)
    await gateway.notifier.drain()
    assert [(attempt.number, attempt.verdict) for attempt in gateway.notifications] == [
        (2, Verdict.PLAIN)
    ]


async def test_unpaid_order_cannot_be_released(gateway, create):
    """A release of an order without a payment raises a LookupError that names the order."""
    order = await create()
    with pytest.raises(LookupError, match=f"{order.order_id} has no payment to notify of"):
        await gateway.notifier.release(order.order_id)


async def test_one_success_of_several_copies(gateway, create, merchant):
    """One success among several copies ends the series."""
    answers = iter([b"busy", b"success"])
    merchant.answer = lambda _: web.Response(body=next(answers))
    gateway.notifier.duplicate_next()
    await paid(gateway, create)
    verdicts = {attempt.verdict for attempt in gateway.notifications}
    assert verdicts == {Verdict.UNREADABLE, Verdict.PLAIN}
    assert [attempt.number for attempt in gateway.notifications] == [1, 1]
    gateway.clock.advance(15)
    assert gateway.notifier.due == []


async def test_mishaps_come_in_their_order(gateway, create, merchant):
    """Each injected mishap happens to one delivery, in the order of injection."""
    gateway.notifier.drop_next()
    gateway.notifier.delay_next(seconds=5)
    gateway.notifier.duplicate_next(2, copies=3)
    merchant.refuse()
    counts = []
    await gateway.pay((await create()).order_id)
    for step in (0, 15, 5, 60, 300):
        gateway.clock.advance(step)
        await gateway.notifier.drain()
        counts.append(len(merchant.received))
    assert counts == [0, 0, 3, 6, 7]


async def test_no_mishap_to_nothing(gateway, create, merchant):
    """A count of 0 injects no mishap."""
    gateway.notifier.drop_next(0)
    await paid(gateway, create)
    assert len(merchant.received) == 1


async def test_due_orders_come_the_longest_due_first(gateway, create, merchant):
    """The longest due order is delivered first, and of two equal ones the older."""
    gateway.notifier.hold()
    for number in ("1", "2", "3"):
        await create(out_trade_no=number)
    first, second, third = (f"017724240000000000{number}" for number in (1, 2, 3))
    await gateway.pay(third)
    gateway.clock.advance(1)
    await gateway.pay(second)
    await gateway.pay(first)
    assert gateway.notifier.due == [third, first, second]
    attempts = await gateway.notifier.release()
    assert [attempt.order_id for attempt in attempts] == [third, first, second]
    assert [notification.out_trade_no for notification in merchant.received] == ["3", "1", "2"]


async def test_log_of_attempts_is_bounded(gateway, create, merchant):
    """The log keeps the last ten thousand attempts."""
    await paid(gateway, create)
    for _ in range(2):
        await gateway.notifier.replay(ORDER_ID)
    database = gateway.notifier.attempt_log._database
    database.run("UPDATE attempts SET seq = seq + 10000 WHERE seq = 3")
    await gateway.notifier.replay(ORDER_ID)
    assert [attempt.number for attempt in gateway.notifications] == [2, 3]
    assert [attempt.number for attempt in gateway.notifier.attempt_log.newest(1)] == [3]


async def test_next_attempt_comes_while_the_clock_runs():
    """next_attempt returns the next scheduled attempt, and then the one after."""
    clock = Clock()
    clock.freeze(NOON)
    async with Sandbox(clock=clock) as gateway, connect(gateway) as client:
        waiting = asyncio.ensure_future(gateway.notifier.next_attempt())
        await asyncio.sleep(0)
        await gateway.pay((await client.order_create(**order_fields())).order_id)
        attempt = await waiting
        assert (attempt.number, attempt.replay) == (1, False)
        waiting = asyncio.ensure_future(gateway.notifier.next_attempt())
        await asyncio.sleep(0)
        clock.advance(15)
        assert (await waiting).number == 2


@pytest.mark.parametrize(
    ("inject", "message"),
    [
        (lambda notifier: notifier.drop_next(-1), "count must be .* at least 0 and at most 10000"),
        (lambda notifier: notifier.drop_next(10_001), "at most 10000, got 10001"),
        (
            lambda notifier: notifier.duplicate_next(copies=1001),
            "copies must be .*at most 1000, got 1001",
        ),
        (
            lambda notifier: notifier.delay_next(seconds=1e9),
            "seconds must be seconds, at least 0 and",
        ),
    ],
)
async def test_mishap_beyond_measure(gateway, inject, message):
    """A mishap beyond its bound is refused by an error that names the bound."""
    with pytest.raises(ValueError, match=message):
        inject(gateway.notifier)
    gateway.notifier.drop_next(10_000)
    gateway.notifier.duplicate_next(copies=1000)
