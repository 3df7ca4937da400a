"""Section 2.5: what goes out, what ends it, and the mishaps that a test can order."""

import json

import pytest
from aiohttp import web

from zhixiao_async import InvalidRequest, PayType
from zhixiao_async._envelope import seal_reply
from zhixiao_async.sandbox import Sandbox, Verdict

from .conftest import connect, order_fields


async def pay(gateway, order) -> None:
    await gateway.pay(order.order_id)
    await gateway.notifier.settle()


async def test_payment_is_notified(gateway, create, merchant):
    """Genuine, with everything that section 2.5 lists."""
    order = await create()
    await gateway.pay(order.order_id, PayType.ALIPAY)
    await gateway.notifier.settle()
    (told,) = merchant.told
    assert (told.out_trade_no, told.order_id) == ("20881", order.order_id)
    assert (told.user_no, told.user_name) == ("2013141516", "张三")
    assert told.pay_type is PayType.ALIPAY
    assert told.uid.startswith("2088")
    assert told.time_end == gateway.clock.now()


async def test_payment_without_waiting_is_notified_too(gateway, create, merchant):
    """The notifier wakes by itself when somebody pays."""
    await gateway.pay((await create()).order_id)
    while not gateway.notifications:
        await gateway.notifier.settle()
    assert len(merchant.told) == 1


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
    """Three kinds of answer end the series; everything else has it go on."""
    merchant.say(answer, status)
    await pay(gateway, await create())
    gateway.clock.advance(15)
    await gateway.notifier.settle()
    verdicts = [one.verdict for one in gateway.notifications]
    assert verdicts == [verdict] * (1 if verdict in (Verdict.PLAIN, Verdict.CODE_ONLY) else 2)


async def test_sealed_answers(gateway, create, merchant):
    """The library's own failure has the gateway come again, its success ends it."""
    merchant.refuse()
    await pay(gateway, await create())
    merchant.answer = None
    gateway.clock.advance(15)
    await gateway.notifier.settle()
    assert [one.verdict for one in gateway.notifications] == [Verdict.REFUSED, Verdict.SEALED]
    assert [one.number for one in gateway.notifications] == [1, 2]


async def test_answer_in_pieces(gateway, create, merchant):
    """An answer is read to its end, however a server happens to write it."""
    merchant.drips = True
    await pay(gateway, await create())
    assert [one.verdict for one in gateway.notifications] == [Verdict.SEALED]


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
    """A success whose content is anything but the word, or nothing, stands on its code alone."""
    sealed = seal_reply(gateway.credentials, 0, content)
    merchant.answer = lambda _: web.Response(body=sealed)
    await pay(gateway, await create())
    assert [one.verdict for one in gateway.notifications] == [verdict]


async def test_nobody_listens(gateway, client):
    """Logged with the reason."""
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
    """A demo with real URLs posts nothing into the world; the log says why."""
    order = await client.order_create(**order_fields(url))
    await pay(gateway, order)
    assert [one.verdict for one in gateway.notifications] == [Verdict.NOT_ALLOWED]
    gateway.clock.advance(15)
    await gateway.notifier.settle()
    assert len(gateway.notifications) == 1


async def test_other_machines_by_option(merchant):
    """With allow_remote_notify whatever the URL names is tried."""
    async with Sandbox(allow_remote_notify=True) as gateway, connect(gateway) as client:
        order = await client.order_create(**order_fields("http://nowhere.invalid/notify"))
        await pay(gateway, order)
        assert gateway.notifications[0].verdict is Verdict.UNREACHABLE


async def test_drop(gateway, create, merchant):
    """Lost on the way, and sent again on schedule."""
    gateway.notifier.drop_next(1)
    await pay(gateway, await create())
    assert merchant.told == []
    gateway.clock.advance(15)
    await gateway.notifier.settle()
    assert len(merchant.told) == 1
    assert [one.verdict for one in gateway.notifications] == [Verdict.DROPPED, Verdict.SEALED]


async def test_duplicate(gateway, create, merchant):
    """The same bytes, several times at once; the one after it is alone again."""
    gateway.notifier.duplicate_next(copies=3)
    await pay(gateway, await create())
    assert len(merchant.told) == 3
    assert len({one.form for one in gateway.notifications}) == 1
    await pay(gateway, await create(out_trade_no="20882"))
    assert len(merchant.told) == 4


async def test_delay(gateway, create, merchant):
    """Later by the gateway's clock."""
    gateway.notifier.delay_next(seconds=100)
    await pay(gateway, await create())
    gateway.clock.advance(99)
    await gateway.notifier.settle()
    assert merchant.told == []
    gateway.clock.advance(1)
    await gateway.notifier.settle()
    assert len(merchant.told) == 1


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (lambda notifier: notifier.delay_next(seconds="5"), "seconds must be seconds, 0 or more"),
        (lambda notifier: notifier.delay_next(seconds=-1), "seconds must be seconds, 0 or more"),
        (lambda notifier: notifier.duplicate_next(copies=0), "copies must be a whole number, 1"),
        (lambda notifier: notifier.drop_next(2.0), "count must be a whole number, 0 or more"),
    ],
)
async def test_mishap_that_cannot_be_meant(gateway, create, merchant, order, said):
    """It is refused where it is ordered: nothing that comes later fails of it."""
    with pytest.raises(InvalidRequest, match=said):
        order(gateway.notifier)
    await pay(gateway, await create())
    assert len(merchant.told) == 1


async def test_reorder(gateway, create, merchant):
    """Held back, then delivered in the order asked for."""
    gateway.notifier.hold()
    first, second = await create(), await create(out_trade_no="20882")
    for order in (first, second):
        await pay(gateway, order)
    assert merchant.told == []
    await gateway.notifier.release(second.order_id, first.order_id)
    assert [one.out_trade_no for one in merchant.told] == ["20882", "20881"]


async def test_replay(gateway, create, merchant):
    """Once more after success, as anyone who recorded it can."""
    order = await create()
    await pay(gateway, order)
    attempt = await gateway.notifier.replay(order.order_id)
    assert attempt.verdict is Verdict.SEALED
    assert len(merchant.told) == 2


async def test_replays_are_counted_apart(gateway, create, merchant):
    """Neither takes a number from the other."""
    merchant.refuse()
    await pay(gateway, order := await create())
    for _ in range(2):
        await gateway.notifier.replay(order.order_id)
    gateway.clock.advance(15)
    await gateway.notifier.settle()
    counted = [(one.replay, one.number) for one in gateway.notifications]
    assert counted == [(False, 1), (True, 1), (True, 2), (False, 2)]


async def test_replay_answered_with_success_ends_the_series(gateway, create, merchant):
    """The merchant knows: nothing is sent any more."""
    merchant.refuse()
    await pay(gateway, order := await create())
    merchant.answer = None
    await gateway.notifier.replay(order.order_id)
    gateway.clock.advance(8 * 86400)
    await gateway.notifier.settle()
    assert [one.verdict for one in gateway.notifications] == [Verdict.REFUSED, Verdict.SEALED]


async def test_unpaid_order_has_nothing_to_replay(gateway, create):
    """There is no notification of what hasn't happened."""
    with pytest.raises(LookupError):
        await gateway.notifier.replay((await create()).order_id)


async def test_form_has_no_secret(gateway, create):
    """What is logged may be shown."""
    await pay(gateway, await create())
    logged = json.dumps([repr(one) for one in (*gateway.notifications, *gateway.requests)])
    assert str(gateway.credentials.app_secret) not in logged
    assert str(gateway.credentials.aes_key) not in logged
