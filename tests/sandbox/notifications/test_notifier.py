"""Section 2.5: notifications, the answers that end them, and mishaps that a test can inject."""

import json

import pytest
from aiohttp import web

from tests.sandbox.conftest import order_fields
from tests.support.clients import connect
from zhixiao_async import InvalidRequest, PayType
from zhixiao_async.protocol.envelope import seal_reply
from zhixiao_async.sandbox import Sandbox, Verdict


async def pay(gateway, order) -> None:
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()


async def test_payment_is_notified(gateway, create, merchant):
    """A payment's notification is genuine, with every field of section 2.5."""
    order = await create()
    await gateway.pay(order.order_id, PayType.ALIPAY)
    await gateway.notifier.drain()
    (received,) = merchant.received
    assert (received.out_trade_no, received.order_id) == ("20881", order.order_id)
    assert (received.user_no, received.user_name) == ("2013141516", "张三")
    assert received.pay_type is PayType.ALIPAY
    assert received.uid.startswith("2088")
    assert received.time_end == gateway.clock.now()


async def test_payment_without_waiting_is_notified_too(gateway, create, merchant):
    """A payment wakes the notifier without any waiting."""
    await gateway.pay((await create()).order_id)
    while not gateway.notifications:
        await gateway.notifier.drain()
    assert len(merchant.received) == 1


@pytest.mark.parametrize(
    ("answer", "status", "verdict"),
    [
        (b"success", 200, Verdict.PLAIN),
        (b" SUCCESS\r\n", 200, Verdict.PLAIN),
        (b'{"ret_code":0,"ret_content":"","sign":""}', 200, Verdict.CODE_ONLY),
        (b'{"ret_code":"0"}', 200, Verdict.CODE_ONLY),
        (b'{"ret_code":-1,"ret_content":"","sign":""}', 200, Verdict.REFUSED),
        (b"<html>ok</html>", 200, Verdict.UNREADABLE),
        (b"", 200, Verdict.UNREADABLE),
        (b"[0]", 200, Verdict.UNREADABLE),
        (b'{"ret_code":false}', 200, Verdict.UNREADABLE),
        (b"success", 500, Verdict.HTTP_ERROR),
        (b"success", 302, Verdict.HTTP_ERROR),
    ],
)
async def test_answers(gateway, create, merchant, answer, status, verdict):
    """Three verdicts end the series of attempts, and every other goes on."""
    merchant.say(answer, status)
    await pay(gateway, await create())
    gateway.clock.advance(15)
    await gateway.notifier.drain()
    verdicts = [attempt.verdict for attempt in gateway.notifications]
    assert verdicts == [verdict] * (1 if verdict in (Verdict.PLAIN, Verdict.CODE_ONLY) else 2)


async def test_sealed_answers(gateway, create, merchant):
    """The library's sealed failure is followed by another attempt, its success ends the series."""
    merchant.refuse()
    await pay(gateway, await create())
    merchant.answer = None
    gateway.clock.advance(15)
    await gateway.notifier.drain()
    assert [attempt.verdict for attempt in gateway.notifications] == [
        Verdict.REFUSED,
        Verdict.SEALED,
    ]
    assert [attempt.number for attempt in gateway.notifications] == [1, 2]


async def test_answer_in_pieces(gateway, create, merchant):
    """An answer is read to its end, however a server happens to write it."""
    merchant.drips = True
    await pay(gateway, await create())
    assert [attempt.verdict for attempt in gateway.notifications] == [Verdict.SEALED]


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (b"success", Verdict.SEALED),
        (b"", Verdict.SEALED),
        (b"fail", Verdict.CODE_ONLY),
        (b"{}", Verdict.CODE_ONLY),
    ],
)
async def test_what_is_sealed_inside(gateway, create, merchant, content, verdict):
    """A sealed success counts as SEALED only with the word success or nothing inside."""
    sealed = seal_reply(gateway.credentials, 0, content)
    merchant.answer = lambda _: web.Response(body=sealed)
    await pay(gateway, await create())
    assert [attempt.verdict for attempt in gateway.notifications] == [verdict]


async def test_nobody_listens(gateway, client):
    """An unreachable merchant is on record with the reason."""
    order = await client.order_create(**order_fields("http://127.0.0.1:9/notify"))
    await pay(gateway, order)
    (attempt,) = gateway.notifications
    assert (attempt.verdict, attempt.status) == (Verdict.UNREACHABLE, None)
    assert attempt.answer


@pytest.mark.parametrize(
    "url",
    [
        "https://notify.zhizhixao.com/return.html",
        "http://10.0.0.1/notify",
        "http://127.0.0.1.example.com/",
        "http://localhost.example.com/",
        "http://[::2]/",
    ],
)
async def test_other_machines_are_left_alone(gateway, client, url):
    """A notification to another machine isn't posted, and the attempt says why."""
    order = await client.order_create(**order_fields(url))
    await pay(gateway, order)
    assert [attempt.verdict for attempt in gateway.notifications] == [Verdict.NOT_ALLOWED]
    gateway.clock.advance(15)
    await gateway.notifier.drain()
    assert len(gateway.notifications) == 1


async def test_other_machines_by_option(merchant):
    """With allow_remote_notify a notification to another machine is posted."""
    async with Sandbox(allow_remote_notify=True) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields("http://nowhere.invalid/notify"))
        await pay(gateway, order)
        assert gateway.notifications[0].verdict is Verdict.UNREACHABLE


async def test_drop(gateway, create, merchant):
    """A dropped delivery is followed by another on schedule."""
    gateway.notifier.drop_next(1)
    await pay(gateway, await create())
    assert merchant.received == []
    gateway.clock.advance(15)
    await gateway.notifier.drain()
    assert len(merchant.received) == 1
    assert [attempt.verdict for attempt in gateway.notifications] == [
        Verdict.DROPPED,
        Verdict.SEALED,
    ]


async def test_duplicate(gateway, create, merchant):
    """A duplicated delivery posts the same bytes several times, the next one once."""
    gateway.notifier.duplicate_next(copies=3)
    await pay(gateway, await create())
    assert len(merchant.received) == 3
    assert len({attempt.form for attempt in gateway.notifications}) == 1
    await pay(gateway, await create(out_trade_no="20882"))
    assert len(merchant.received) == 4


async def test_delay(gateway, create, merchant):
    """A delayed delivery comes later by the sandbox's clock."""
    gateway.notifier.delay_next(seconds=100)
    await pay(gateway, await create())
    gateway.clock.advance(99)
    await gateway.notifier.drain()
    assert merchant.received == []
    gateway.clock.advance(1)
    await gateway.notifier.drain()
    assert len(merchant.received) == 1


@pytest.mark.parametrize(
    ("inject", "message"),
    [
        (lambda notifier: notifier.delay_next(seconds="5"), "seconds must be seconds, at least 0"),
        (lambda notifier: notifier.delay_next(seconds=-1), "seconds must be seconds, at least 0"),
        (lambda notifier: notifier.duplicate_next(copies=0), "copies must be a whole number, at"),
        (lambda notifier: notifier.drop_next(2.0), "count must be a whole number"),
    ],
)
async def test_mishap_that_cannot_be_meant(gateway, create, merchant, inject, message):
    """A senseless mishap is refused at once, and the next delivery goes through."""
    with pytest.raises(InvalidRequest, match=message):
        inject(gateway.notifier)
    await pay(gateway, await create())
    assert len(merchant.received) == 1


async def test_reorder(gateway, create, merchant):
    """Held notifications are released in the requested order."""
    gateway.notifier.hold()
    first, second = await create(), await create(out_trade_no="20882")
    for order in (first, second):
        await pay(gateway, order)
    assert merchant.received == []
    await gateway.notifier.release(second.order_id, first.order_id)
    assert [notification.out_trade_no for notification in merchant.received] == ["20882", "20881"]


async def test_replay(gateway, create, merchant):
    """A replay posts a notification once more after a success."""
    order = await create()
    await pay(gateway, order)
    attempt = await gateway.notifier.replay(order.order_id)
    assert attempt.verdict is Verdict.SEALED
    assert len(merchant.received) == 2


async def test_replays_are_counted_apart(gateway, create, merchant):
    """Replays and scheduled attempts are numbered apart."""
    merchant.refuse()
    await pay(gateway, order := await create())
    for _ in range(2):
        await gateway.notifier.replay(order.order_id)
    gateway.clock.advance(15)
    await gateway.notifier.drain()
    counted = [(attempt.replay, attempt.number) for attempt in gateway.notifications]
    assert counted == [(False, 1), (True, 1), (True, 2), (False, 2)]


async def test_replay_answered_with_success_ends_the_series(gateway, create, merchant):
    """A replay that is answered with success ends the series."""
    merchant.refuse()
    await pay(gateway, order := await create())
    merchant.answer = None
    await gateway.notifier.replay(order.order_id)
    gateway.clock.advance(8 * 86400)
    await gateway.notifier.drain()
    assert [attempt.verdict for attempt in gateway.notifications] == [
        Verdict.REFUSED,
        Verdict.SEALED,
    ]


async def test_unpaid_order_has_nothing_to_replay(gateway, create):
    """An unpaid order has nothing to replay."""
    with pytest.raises(LookupError):
        await gateway.notifier.replay((await create()).order_id)


async def test_form_has_no_secret(gateway, create):
    """Neither log shows a secret in its repr."""
    await pay(gateway, await create())
    logged = json.dumps([repr(record) for record in (*gateway.notifications, *gateway.requests)])
    assert str(gateway.credentials.app_secret) not in logged
    assert str(gateway.credentials.aes_key) not in logged
