"""Whatever the gateway answers, a call raises nothing but a ZhixiaoError."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from datetime import datetime
from tempfile import gettempdir
from typing import Any
from unittest.mock import patch

import aiohttp
import attrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zhixiao_async import (
    BEIJING,
    Client,
    FormOrder,
    ListedOrder,
    OrderCreate,
    OrderQuery,
    OutcomeUnknown,
    PayerType,
    PiaojuCreate,
    PiaojuQueryResult,
    PiaojuStatus,
    ResolvePace,
    RetryPolicy,
    Timeouts,
    ZhixiaoError,
)
from zhixiao_async.registry import ENDPOINTS

BEGIN, END = datetime(2019, 10, 22, tzinfo=BEIJING), datetime(2019, 10, 23, tzinfo=BEIJING)


async def all_of(rows: AsyncGenerator[Any, None]) -> list[Any]:
    """Read an iterator to its end, and close it whatever happens."""
    async with aclosing(rows):
        return [row async for row in rows]


LOST = OutcomeUnknown(
    "why",
    resolve_by="order_query",
    request=OrderCreate(
        body="学费", out_trade_no="20881", total_fee=1, user_no="1", notify_url="https://e.edu/"
    ),
)

METHODS: dict[str, Callable[[Client], Any]] = {
    "order_create": lambda client: client.order_create(
        body="学费", out_trade_no="20881", total_fee=1, user_no="1", notify_url="https://e.edu/"
    ),
    "order_query": lambda client: client.order_query(out_trade_no="20881"),
    "order_cancel": lambda client: client.order_cancel(out_trade_no="20881"),
    "order_refund": lambda client: client.order_refund(out_trade_no="20881"),
    "user_identity": lambda client: client.user_identity(uid="2088"),
    "user_card": lambda client: client.user_card(user_no="2013141516"),
    "piaoju_create": lambda client: client.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
    ),
    "piaoju_query": lambda client: client.piaoju_query(out_trade_no="20881"),
    "order_list": lambda client: client.order_list(begin_time=BEGIN, end_time=END),
    "order_query_form": lambda client: client.order_query_form(out_trade_no="20881"),
    "raw": lambda client: client.raw("/pay_api/something_new", {"out_trade_no": "20881"}),
    "wait_paid": lambda client: client.wait_paid("20881", timeout=0.001),
    "resolve": lambda client: client.resolve(
        LOST, pace=ResolvePace(first_probe=0, order_deadline=0)
    ),
    "piaoju_download": lambda client: client.piaoju_download(
        PiaojuQueryResult(
            zx_order_no="0166",
            status=PiaojuStatus.ISSUED,
            url=f"{client._fetcher._transport._base_url}/receipt.pdf",
            ebill_no="1",
        ),
        gettempdir(),
        allow_http=True,
        allow_private=True,
    ),
    "issue_receipt": lambda client: client.issue_receipt(
        PiaojuCreate(
            out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="1"
        ),
        gettempdir(),
        timeout=0.001,
        allow_http=True,
    ),
    "call": lambda client: client.call(OrderQuery(out_trade_no="20881")),
    "iter_orders": lambda client: all_of(client.iter_orders(BEGIN, END)),
    "iter_order_pages": lambda client: all_of(client.iter_order_pages(BEGIN, END)),
    "iter_order_batches": lambda client: all_of(client.iter_order_batches(BEGIN, END)),
    "orders_table": lambda client: client.orders_table(BEGIN, END),
}
NO_REQUEST = {"close", "from_env", "order_list_item_all", "with_options"}

methods = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
# Resolving answers whatever happens: then the outcome is still unknown.
RAISING = {name: method for name, method in METHODS.items() if name != "resolve"}
raising = pytest.mark.parametrize("method", RAISING.values(), ids=RAISING)
thorough = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)

RESULTS = (
    *(endpoint.result for endpoint in ENDPOINTS.values() if attrs.has(endpoint.result)),
    FormOrder,
    ListedOrder,
)
ERRORS = (
    aiohttp.ClientError,
    aiohttp.ClientPayloadError,
    aiohttp.InvalidURL,
    aiohttp.SocketTimeoutError,
    AssertionError,
    EOFError,
    OSError,
    RuntimeError,
    TimeoutError,
    UnicodeError,
    ValueError,
)
FIELDS = sorted({field.name for cls in RESULTS for field in attrs.fields(cls)} | {"zx_trade_no"})
HEADERS = [
    "Content-Encoding",
    "Content-Type",
    "Content-Length",
    "Transfer-Encoding",
    "Set-Cookie",
    "Location",
    "Retry-After",
    "Connection",
    "Upgrade",
    "X-Anything",
]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["20881", "1", "0", "2013141516", "2019-10-22 00:00:00", "\ud800", "１", ""])
)
contents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=12)
    ),
    max_leaves=25,
)


@pytest.fixture
def client(new_client) -> Client:
    return new_client(
        retry=RetryPolicy(attempts=1), timeouts=Timeouts(sock_read=0.2, total=0.5, deadline=1)
    )


@pytest.fixture
def ends_well(client, gateway, play) -> Callable[..., Any]:
    """Make a call that is answered with these bytes; fail unless it ends well."""

    async def run(method: Callable[[Client], Any], raw: bytes) -> None:
        gateway.plays(play.answer(raw, "close"))
        with suppress(ZhixiaoError):
            await method(client)

    return run


def test_every_public_method_is_here() -> None:
    """A method that is added to the client has to be added to METHODS as well."""
    public = {name for name, _ in inspect.getmembers(Client, callable) if name[0] != "_"}

    assert public - NO_REQUEST == METHODS.keys()


@methods
@thorough
@given(body=st.binary(max_size=200))
@example(body=b"\xef\xbb\xbf")
@example(body=b'{"ret_code":0,"ret_content":"\\ud800","sign":"\\ud800"}')
@example(body=b'{"ret_code":' + b"9" * 5000 + b"}")
@example(body=b"[" * 100_000)
async def test_any_body(ends_well, play, method, body) -> None:
    """A body of any bytes is no envelope."""
    await ends_well(method, play.http(body))


@methods
@thorough
@given(body=st.binary(max_size=300))
@example(body=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n")
@example(body=b"HTTP/1.1 200 OK\r\nContent-Length: 9" + b"9" * 5000 + b"\r\n\r\n")
@example(body=b"HTTP/1.1 99999999999999999999 OK\r\n\r\n")
@example(body=b"HTTP/9.9 200 OK\r\n\r\n")
async def test_any_bytes_instead_of_http(ends_well, method, body) -> None:
    """An answer that isn't HTTP is a lost reply."""
    await ends_well(method, body)


@methods
@thorough
@given(content=st.binary(max_size=200))
@example(content=b"NaN")
@example(content=b"1e999")
@example(content=b"9" * 5000)
@example(content=b"[" * 100_000)
@example(content=b'{"status":[2],"order_id":"1","zx_order_no":"1"}')
@example(content=b'{"fee":"1.5","order_id":"1"}')
async def test_signed_bytes(ends_well, play, method, content) -> None:
    """A genuine envelope may hold anything."""
    await ends_well(method, play.http(play.sealed(content)))


@methods
@thorough
@given(content=contents)
async def test_signed_json(ends_well, play, method, content) -> None:
    """Documented fields may have values that no document foresees."""
    await ends_well(method, play.http(play.sealed(json.dumps(content).encode())))


@methods
@thorough
@given(code=st.integers().filter(bool), content=st.binary(max_size=50))
async def test_signed_refusal(ends_well, play, method, code, content) -> None:
    """A refusal may have any code and any text."""
    await ends_well(method, play.http(play.sealed(content, code)))


@methods
@thorough
@given(status=st.integers(100, 999), genuine=st.booleans())
@example(status=101, genuine=True)
@example(status=204, genuine=True)
@example(status=304, genuine=False)
@example(status=407, genuine=False)
async def test_any_status(ends_well, play, method, status, genuine) -> None:
    """No status escapes, not even those that mean something to HTTP clients."""
    body = play.sealed() if genuine else b"<html>"
    await ends_well(method, play.http(body, status=f"{status} Odd"))


@methods
@thorough
@given(name=st.sampled_from(HEADERS), value=st.text(st.characters(codec="latin-1"), max_size=20))
@example(name="Content-Encoding", value="br")
@example(name="Content-Encoding", value="zstd")
@example(name="Content-Encoding", value="deflate")
@example(name="Content-Type", value="text/html; charset=none")
@example(name="Set-Cookie", value="\xff=; Expires=never; =")
@example(name="Upgrade", value="websocket")
@example(name="Location", value="http://[::1")
async def test_any_header(ends_well, play, method, name, value) -> None:
    """Malformed headers don't matter, or make the reply a lost one."""
    await ends_well(method, play.http(b"{}", f"{name}: {value}"))


@pytest.mark.parametrize("name", ["order_query", "order_create", "order_refund", "order_list"])
async def test_any_depth(ends_well, play, name) -> None:
    """JSON may be nested near the interpreter's limit, where parsing works and printing doesn't."""
    limit = sys.getrecursionlimit()
    for depth in range(limit - 120, limit):
        nested = b"[" * depth + b"]" * depth
        fields = b'"order_id":"1","status":"2","time_end":%b,"refund_time":%b,"begin_time":%b'
        numbers = b'"page_no":1,"page_size":1,"total_page":1,"total_size":0,"url":%b'
        content = b"{" + fields % (nested, nested, nested) + b"," + numbers % nested + b"}"
        await ends_well(METHODS[name], play.http(play.sealed(content)))


@raising
@thorough
@given(kind=st.sampled_from(ERRORS))
async def test_any_error_of_aiohttp(client, method, kind) -> None:
    """Errors of aiohttp and of its dependencies don't escape."""

    async def fail(*_: object, **__: object) -> None:
        raise kind("?")

    with patch.object(aiohttp.ClientSession, "_request", fail), pytest.raises(ZhixiaoError):
        await method(client)


@pytest.mark.parametrize(
    "params",
    [{"a": object()}, {"a": b"bytes"}, {"a": float("nan")}, {"a": {1, 2}}, {(1,): 1}],
    ids=["object", "bytes", "nan", "set", "tuple as a name"],
)
async def test_params_that_json_cannot_hold(client, gateway, params) -> None:
    """Such params are refused before anything is sent."""
    with pytest.raises(ZhixiaoError):
        await client.raw("/pay_api/something_new", params)
    assert not gateway.peers
