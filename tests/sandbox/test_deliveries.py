"""How a notification goes out, what of the answer counts, and what is written down of it."""

import asyncio
import json
from contextlib import suppress

import pytest
from aiohttp import web

from zhixiao_async._envelope import open_form, parse_form
from zhixiao_async.sandbox import Clock, Sandbox, Verdict

from .conftest import NOON, connect, order_fields

ORDER_ID = "0177242400000000001"


async def paid(gateway, create, **fields) -> None:
    await gateway.pay((await create(**fields)).order_id)
    await gateway.notifier.settle()


async def test_attempt_on_record(gateway, create, merchant):
    """Every attribute; the repr hides what may hold secrets."""
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
    """A form with what section 2.5 lists, codes as text."""
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
    """What a merchant's server is sent, when it answers with these bytes and reads no further."""
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
                await gateway.notifier.settle()
    return heads


async def test_request_of_a_notification():
    """A form in UTF-8; a cookie that was set isn't sent back, and no redirect is followed."""
    answer = b"HTTP/1.1 302 F\r\nLocation: /m\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    first, second = await heads(answer, times=2)
    assert first.startswith(b"POST /n HTTP/1.1\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded;charset=utf-8\r\n" in first
    assert second.startswith(b"POST /n HTTP/1.1\r\n")
    assert b"Cookie" not in second


async def test_each_delivery_has_a_connection_of_its_own():
    """None is kept that a merchant's restart would have made stale."""
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
            await gateway.notifier.settle()
            await gateway.notifier.replay(order.order_id)
    assert len(connections) == 2


async def test_proxy_of_the_environment_is_not_used(monkeypatch):
    """A notification to this machine goes there directly."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert len(await heads(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess")) == 1


async def test_other_machine_is_logged(gateway, client, caplog):
    """On the sandbox's own logger, with the order and the reason."""
    order = await client.order_create(**order_fields("http://10.0.0.1/n"))
    await gateway.pay(order.order_id)
    await gateway.notifier.settle()
    (record,) = [one for one in caplog.records if one.name == "zhixiao.sandbox"]
    assert record.getMessage() == f"{ORDER_ID}: {Verdict.NOT_ALLOWED.value}"
    (attempt,) = gateway.notifications
    assert (attempt.status, attempt.answer) == (None, "")


async def test_lost_delivery_on_record(gateway, create):
    """It was never posted, so there is no answer."""
    gateway.notifier.drop_next()
    await paid(gateway, create)
    (attempt,) = gateway.notifications
    assert (attempt.verdict, attempt.status, attempt.answer) == (Verdict.DROPPED, None, "")


async def test_one_success_of_several_copies(gateway, create, merchant):
    """The merchant knows, whatever he answered to the others."""
    answers = iter([b"busy", b"success"])
    merchant.answer = lambda _: web.Response(body=next(answers))
    gateway.notifier.duplicate_next()
    await paid(gateway, create)
    verdicts = {one.verdict for one in gateway.notifications}
    assert verdicts == {Verdict.UNREADABLE, Verdict.PLAIN}
    assert [one.number for one in gateway.notifications] == [1, 1]
    gateway.clock.advance(15)
    assert gateway.notifier.due == []


async def test_mishaps_come_in_their_order(gateway, create, merchant):
    """One to each delivery, and then everything goes its way again."""
    gateway.notifier.drop_next()
    gateway.notifier.delay_next(seconds=5)
    gateway.notifier.duplicate_next(2, copies=3)
    merchant.refuse()
    counts = []
    await gateway.pay((await create()).order_id)
    for step in (0, 15, 5, 60, 300):
        gateway.clock.advance(step)
        await gateway.notifier.settle()
        counts.append(len(merchant.told))
    assert counts == [0, 0, 3, 6, 7]


async def test_no_mishap_to_nothing(gateway, create, merchant):
    """A count of 0 orders nothing."""
    gateway.notifier.drop_next(0)
    await paid(gateway, create)
    assert len(merchant.told) == 1


async def test_due_orders_come_the_longest_due_first(gateway, create, merchant):
    """And of two of the same moment the one that was made first."""
    gateway.notifier.hold()
    for number in ("1", "2", "3"):
        await create(out_trade_no=number)
    first, second, third = (f"017724240000000000{one}" for one in (1, 2, 3))
    await gateway.pay(third)
    gateway.clock.advance(1)
    await gateway.pay(second)
    await gateway.pay(first)
    assert gateway.notifier.due == [third, first, second]
    told = await gateway.notifier.release()
    assert [one.order_id for one in told] == [third, first, second]
    assert [one.out_trade_no for one in merchant.told] == ["3", "1", "2"]


async def test_log_of_attempts_is_bounded(gateway, create, merchant):
    """The last ten thousand are kept."""
    await paid(gateway, create)
    for _ in range(2):
        await gateway.notifier.replay(ORDER_ID)
    store = gateway.notifier._attempts._store
    store.run("UPDATE attempts SET seq = seq + 10000 WHERE seq = 3")
    await gateway.notifier.replay(ORDER_ID)
    assert [one.number for one in gateway.notifications] == [2, 3]
    assert [one.number for one in gateway.notifier.newest_attempts(1)] == [3]


async def test_next_attempt_comes_while_the_clock_runs():
    """Whoever waits for it gets it, and the next wait is for the one after."""
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
    ("order", "said"),
    [
        (lambda one: one.drop_next(-1), "count must be a whole number, 0 or more, at most 10000"),
        (lambda one: one.drop_next(10_001), "at most 10000, got 10001"),
        (lambda one: one.duplicate_next(copies=1001), "copies must be .*at most 1000, got 1001"),
        (lambda one: one.delay_next(seconds=1e9), "seconds must be seconds, 0 or more, at most"),
    ],
)
async def test_mishap_beyond_measure(gateway, order, said):
    """The bound is named."""
    with pytest.raises(ValueError, match=said):
        order(gateway.notifier)
    gateway.notifier.drop_next(10_000)
    gateway.notifier.duplicate_next(copies=1000)
