"""The client reads the same from replies in every dialect."""

import json
from collections.abc import AsyncIterator

import aiohttp
import attrs
import pytest

from tests.sandbox.conftest import NOON, order_fields
from zhixiao_async import (
    Client,
    InvalidRequest,
    NotificationReceiver,
    PayerType,
    RequestFailed,
)
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import Dialect

DIALECTS = [
    Dialect(),
    Dialect(ret_code_as_string=True),
    Dialect(upper_case_sign=True),
    Dialect(plain_text_errors=True),
    Dialect(empty_lists=True),
    Dialect(nulls=True),
    Dialect(numbers="as_strings"),
    Dialect(numbers="as_numbers"),
    Dialect(html_content_type=True),
    Dialect(byte_order_mark=True),
    Dialect(base64_in_lines=True),
    Dialect(times_as_digits=True),
    Dialect(times_as_digits=True, numbers="as_numbers"),
    Dialect(odd_names=True),
    Dialect(
        ret_code_as_string=True,
        upper_case_sign=True,
        plain_text_errors=True,
        empty_lists=True,
        nulls=True,
        numbers="as_numbers",
        html_content_type=True,
        byte_order_mark=True,
        base64_in_lines=True,
        times_as_digits=True,
        odd_names=True,
    ),
]


@pytest.fixture(params=DIALECTS)
async def strange(request, gateway) -> AsyncIterator[Client]:
    """Return a client whose gateway speaks one of the dialects."""
    gateway.faults.speak(request.param)
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        yield client


async def test_day_at_the_till(gateway, strange):
    """Every endpoint's result is the same in every dialect."""
    order = await strange.order_create(**order_fields())
    assert order.out_trade_no == "20881"
    order_id = order.order_id.zfill(19)  # an order_id as a number has lost its 0
    await gateway.pay(order_id)
    paid = await strange.order_query(out_trade_no="20881")
    assert paid.time_end == NOON
    await strange.order_refund(out_trade_no="20881", refund_fee=1, out_refund_no="r1")
    done = await strange.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="明", phone="1"
    )
    assert done.message == "开票成功"
    assert (await strange.piaoju_query(out_trade_no="20881")).payer_name == "明"
    (found,) = await strange.order_query_form(out_trade_no="20881")
    assert (found.fee, found.form_data) == (19800, {})
    card = await strange.user_card(user_no="2013141516")
    assert (await strange.user_identity(uid=gateway.order(order_id).uid)).user_name == (
        card.user_name
    )
    page = await strange.order_list(
        begin_time=NOON, end_time=NOON.replace(hour=13), page_size=1, page_no=2
    )
    assert (page.total_size, page.data[0].fee) == (2, 1)


async def test_listing(gateway, client):
    """A listing is written in the dialect, and reads the same."""
    gateway.faults.speak(Dialect(times_as_digits=True))
    window = {"begin_time": "2026-03-02 12:00:00", "end_time": "2026-03-02 13:00:00"}
    page = await client.raw(
        "/pay_api/order_list_item_all", window | {"page_no": "1", "page_size": "9"}
    )
    assert page["begin_time"] == "20260302120000"


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_notification(gateway, create, dialect):
    """A notification is written in the dialect, and reads the same."""
    gateway.faults.speak(dialect)
    order = await create(user_name="张三")
    await gateway.pay(order.order_id.zfill(19))
    await gateway.notifier.drain()
    posted = gateway.notifications[0].form.encode()
    told = NotificationReceiver(gateway.credentials).open(posted).notification
    odd = "\t\ufffd\ufffd\ufffd" if dialect.odd_names else ""
    assert (told.out_trade_no, told.time_end, told.user_name) == ("20881", NOON, f"张三{odd}")


@pytest.mark.parametrize("when", [{"times": 1}, {"path": "/pay_api/order_create"}], ids=str)
async def test_notification_after_a_while(gateway, create, when):
    """A dialect with a path or a limit doesn't apply to notifications."""
    gateway.faults.speak(Dialect(byte_order_mark=True), **when)
    order = await create()
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()
    assert gateway.notifications[0].form.startswith("id=")


async def test_refusal_keeps_its_sentence(strange):
    """A refusal's sentence is the same encrypted and plain."""
    with pytest.raises(RequestFailed) as caught:
        await strange.order_query(out_trade_no="never")
    assert caught.value.gateway_message == "订单不存在"


async def test_dialect_is_seen_on_the_wire(gateway, client, create):
    """The wire shows all switches at once, read without the library."""
    await create()
    gateway.faults.speak(DIALECTS[-1])
    body = seal_request(gateway.credentials, b'{"out_trade_no":"20881"}')
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{gateway.base_url}/pay_api/order_query", data=body) as response,
    ):
        text = await response.read()
        assert response.content_type == "text/html"
    assert text.startswith(b'\xef\xbb\xbf{"ret_code":"0",')
    sign = text.rpartition(b'"sign":"')[2][:32]
    assert sign == sign.upper() != sign.lower()


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        ("documented", '"0{}"'),
        ("as_numbers", "{}"),
        ("as_32_bits", "1.7724240000000e+17"),
    ],
)
async def test_number_of_an_order(gateway, client, create, numbers, printed):
    """An order_id written as a number loses its zero, and on 32 bits its last digits."""
    order = await create()
    gateway.faults.speak(Dialect(numbers=numbers))
    reply = await client.raw("/pay_api/order_query", {"out_trade_no": "20881"})
    expected = json.loads(printed.format(order.order_id.removeprefix("0")))
    assert (order.order_id[0], reply["order_id"]) == ("0", expected)


async def test_dialect_for_a_while(gateway, client, create):
    """A dialect can be for one path and for a number of requests, as faults can."""
    order = await create()
    gateway.faults.speak(Dialect(nulls=True), path="/pay_api/order_query", times=1)
    assert "time_end" in await client.raw("/pay_api/order_query", {"order_id": order.order_id})
    assert "time_end" not in await client.raw("/pay_api/order_query", {"order_id": order.order_id})


def test_default_dialect_is_the_documents():
    """The default dialect has no switch on."""
    switches = attrs.asdict(Dialect())
    assert (switches.pop("numbers"), switches.pop("sp_data")) == ("documented", "documented")
    assert not any(switches.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [("numbers", "bogus"), ("numbers", True), ("numbers", []), ("nulls", "yes"), ("nulls", 1)],
)
def test_nonsense_is_refused(name, value):
    """A senseless switch is refused by its name."""
    with pytest.raises(InvalidRequest) as caught:
        Dialect(**{name: value})
    assert caught.value.field == name
