"""The ten endpoints with aioresponses in the network's place: their requests, and their results."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import aioresponses.core
import pytest
from aioresponses import aioresponses as Mock

from zhixiao_async import (
    BEIJING,
    DOCUMENTED_BASE_URL,
    BadSignature,
    Channel,
    Client,
    Effect,
    NoReply,
    OutcomeUnknown,
    PayerType,
    PiaojuStatus,
    RequestFailed,
    RetryPolicy,
    Timeouts,
)
from zhixiao_async.protocol.request_form import open_form, parse_form

NUMBER = "2088612279536603"
DAY = {
    "begin_time": datetime(2019, 10, 22, tzinfo=BEIJING),
    "end_time": datetime(2019, 10, 23, tzinfo=BEIJING),
}
WIRE_DAY = {"begin_time": "2019-10-22 00:00:00", "end_time": "2019-10-23 00:00:00"}
PAYER = {"payer_name": "小明", "phone": "13000000000"}
ORDER = {"body": "学费", "out_trade_no": NUMBER, "user_no": "1", "notify_url": "https://e.edu/n"}

CALLS: dict[str, tuple[str, dict[str, Any], dict[str, Any], Callable[[Any], bool]]] = {
    "order_create": (
        "/pay_api/order_create",
        ORDER | {"total_fee": 19800},
        ORDER | {"total_fee": "19800"},
        lambda result: result.url == "https://www.zhizhixiao.net/pay/orderId/1464678934786097.html",
    ),
    "order_query": (
        "/pay_api/order_query",
        {"out_trade_no": NUMBER},
        {"out_trade_no": NUMBER},
        lambda result: result.time_end == datetime(2017, 7, 23, 16, tzinfo=BEIJING),
    ),
    "order_cancel": (
        "/pay_api/order_cancel",
        {"out_trade_no": NUMBER},
        {"out_trade_no": NUMBER},
        lambda result: result.order_id == "1464678934786097",
    ),
    "order_refund": (
        "/pay_api/order_refund",
        {"out_trade_no": NUMBER, "refund_fee": 100, "out_refund_no": "R1"},
        {"out_trade_no": NUMBER, "refund_fee": "100", "out_refund_no": "R1"},
        lambda result: result.refund_time == datetime(2017, 7, 23, 16, tzinfo=BEIJING),
    ),
    "user_identity": (
        "/pay_api/user_identity",
        {"uid": NUMBER},
        {"uid": NUMBER},
        lambda result: result.user_name == "张三",
    ),
    "user_card": (
        "/pay_api/user_card",
        {"user_no": "20140548", "school_id": "10086"},
        {"user_no": "20140548", "school_id": "10086"},
        lambda result: result.schema_url.startswith("https://ds.alipay.com/"),
    ),
    "piaoju_create": (
        "/pay_api/piaoju/create",
        {"out_trade_no": NUMBER, "payer_type": PayerType.PERSON, **PAYER},
        {"out_trade_no": NUMBER, "payer_type": 1, **PAYER},
        lambda result: result.message == "开票成功",
    ),
    "piaoju_query": (
        "/pay_api/piaoju/query",
        {"zx_order_no": "1513906522080183"},
        {"zx_order_no": "1513906522080183"},
        lambda result: result.status is PiaojuStatus.ISSUED,
    ),
    "order_list": (
        "/pay_api/order_list_item_all",
        DAY | {"page_no": 19},
        WIRE_DAY | {"page_no": "19", "page_size": "1000"},
        lambda result: (result.total_size, result.data[0].fee) == (93782, 200),
    ),
    "order_query_form": (
        "/pay_api/order_query_form",
        {"form_data": {"学工号": "202000001"}},
        {"form_data": {"学工号": "202000001"}},
        lambda result: [row.channel for row in result] == [Channel.WECHAT, Channel.ALIPAY],
    ),
}
each = pytest.mark.parametrize("name", CALLS)


@pytest.fixture
def mocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mock]:
    """Mock responses; aioresponses 0.7.9 doesn't know that aiohttp 3.14 wants a writer."""

    class Response(aiohttp.ClientResponse):
        def __init__(self, *args: Any, stream_writer: Any = None, **kwargs: Any) -> None:
            super().__init__(*args, stream_writer=stream_writer or _NoWriter(), **kwargs)

    monkeypatch.setattr(aioresponses.core, "ClientResponse", Response)
    with Mock() as mock:
        yield mock


class _NoWriter:
    output_size = 0


@pytest.fixture
async def client(play) -> AsyncIterator[Client]:
    """Make a client of the documented host."""
    async with Client(
        play.credentials, retry=RetryPolicy(attempts=2, backoff=0), timeouts=Timeouts(deadline=5)
    ) as client:
        yield client


@pytest.fixture
def recorded(samples: Path) -> Callable[[str], bytes]:
    """Return the document's own example of a result."""

    def read(name: str) -> bytes:
        (file,) = (samples / name).glob("result.*")
        return file.read_bytes().strip()

    return read


@pytest.fixture
def answered(client, mocked, play, recorded) -> Callable[[str], Awaitable[Any]]:
    """Call an endpoint and let the recorded result answer."""

    async def call(name: str) -> Any:
        path, arguments, _, _ = CALLS[name]
        mocked.post(DOCUMENTED_BASE_URL + path, body=play.sealed(recorded(name)))
        return await getattr(client, name)(**arguments)

    return call


@each
async def test_url(answered, mocked, name) -> None:
    """A call is one POST to the documented host and path."""
    await answered(name)

    ((method, url),) = mocked.requests
    assert (method, str(url)) == ("POST", DOCUMENTED_BASE_URL + CALLS[name][0])


@each
async def test_form(answered, mocked, play, name) -> None:
    """The form has the three documented fields, and opens with the merchant's own key."""
    await answered(name)

    ((sent,),) = mocked.requests.values()
    assert parse_qs(sent.kwargs["data"].decode("ascii")).keys() == {"id", "param", "sign"}
    content = open_form(play.credentials, parse_form(sent.kwargs["data"]))
    assert json.loads(content) == CALLS[name][2]


@each
async def test_recorded_result(answered, name) -> None:
    """The document's own example of a result is read."""
    assert CALLS[name][3](await answered(name))


async def test_form_order_with_a_broken_date_is_kept(answered) -> None:
    """A time that can't be read doesn't cost the order: the document's example has one."""
    row = (await answered("order_query_form"))[1]

    assert (row.fee, row.order_date) == (20, None)
    assert row.unreadable["order_date"] == "2019-112-03 16:55:11"


async def test_raw_gives_what_json_gives(client, mocked, play) -> None:
    """``raw()`` posts to any path and doesn't interpret the content."""
    mocked.post(f"{DOCUMENTED_BASE_URL}/pay_api/new", body=play.sealed({"a": [1, 2.5, None]}))

    assert await client.raw("/pay_api/new", {"b": 1}) == {"a": [1, 2.5, None]}


async def test_base_url_with_a_prefix(mocked, play) -> None:
    """The documented path is appended to whatever the base URL has."""
    mocked.post("https://pay.example.edu/zhixiao/pay_api/new", body=play.sealed({}))

    async with Client(play.credentials, base_url="https://pay.example.edu/zhixiao/") as client:
        assert await client.raw("/pay_api/new", {}) == {}


async def test_refusal(client, mocked, play) -> None:
    """A signed refusal carries its code and its sentence."""
    url = f"{DOCUMENTED_BASE_URL}/pay_api/order_refund"
    mocked.post(url, body=play.sealed("余额不足".encode(), -1))

    with pytest.raises(RequestFailed) as caught:
        await client.order_refund(out_trade_no=NUMBER)

    assert (caught.value.ret_code, caught.value.gateway_message) == (-1, "余额不足")


async def test_forged_reply(client, mocked, play) -> None:
    """A reply whose sign is made with another secret isn't believed."""
    forged = play.signed("", sign="f" * 32)
    mocked.post(f"{DOCUMENTED_BASE_URL}/pay_api/order_query", body=forged)

    with pytest.raises(BadSignature):
        await client.order_query(out_trade_no=NUMBER)


@pytest.mark.parametrize(
    ("effect", "error", "requests"),
    [(Effect.READ, NoReply, 2), (Effect.MONEY, OutcomeUnknown, 1)],
    ids=["read", "money"],
)
async def test_error_without_a_trace_counts_as_sent(
    client, mocked, effect, error, requests
) -> None:
    """A mock fires no trace events, and no events are no evidence that nothing was sent."""
    url = f"{DOCUMENTED_BASE_URL}/pay_api/new"
    mocked.post(url, exception=aiohttp.ClientConnectionError("refused"), repeat=True)

    with pytest.raises(error):
        await client.raw("/pay_api/new", {}, effect=effect)

    ((*sent,),) = mocked.requests.values()
    assert len(sent) == requests
