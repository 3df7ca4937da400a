"""Each fault as the bytes that a client reads."""

import asyncio
import json

import aiohttp
import pytest

from tests.sandbox.conftest import order_fields
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import Dialect, Sandbox

QUERY, LIST = "/pay_api/order_query", "/pay_api/order_list_item_all"
ORDER_ID = "0177242400000000001"
ANSWER = b'{"order_id":"%b","status":"1","out_trade_no":"20881"}' % ORDER_ID.encode()


async def exchange(gateway: Sandbox, *, path: str = QUERY, **params: str) -> tuple[bytes, bytes]:
    """Return the whole answer until the connection ends, head and body."""
    port = int(gateway.base_url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = seal_request(gateway.credentials, json.dumps(params).encode())
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    try:
        answer = await reader.read()
    finally:
        writer.close()
    head, _, rest = answer.partition(b"\r\n\r\n")
    return head, rest


async def test_reply_without_a_fault(gateway, create):
    """A reply without a fault is JSON in UTF-8, and nothing behind it."""
    await create()
    head, body = await exchange(gateway, order_id=ORDER_ID)
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"Content-Type: application/json; charset=utf-8" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert bytes(open_reply(gateway.credentials, body).content) == ANSWER


async def test_html_content_type(gateway, create):
    """html_content_type changes only the content type."""
    await create()
    gateway.faults.speak(Dialect(html_content_type=True))
    head, body = await exchange(gateway, order_id=ORDER_ID)
    assert b"Content-Type: text/html; charset=utf-8" in head
    assert bytes(open_reply(gateway.credentials, body).content) == ANSWER


async def test_half_a_reply(gateway, create):
    """A truncated reply promises its whole length, and ends half way."""
    await create()
    gateway.faults.truncate()
    head, body = await exchange(gateway, order_id=ORDER_ID)
    assert b"Content-Type: application/json; charset=utf-8" in head
    (length,) = [int(line[16:]) for line in head.split(b"\r\n") if line[:15] == b"Content-Length:"]
    assert len(body) == length // 2
    assert body.startswith(b'{"ret_code":0,')


@pytest.mark.parametrize("size", [0, 1, 2**20 + 3])
async def test_white_space_behind_the_reply(gateway, create, size):
    """An oversized reply is whole, and followed by so many bytes of white space."""
    await create()
    gateway.faults.oversize(size)
    url = f"{gateway.base_url}{QUERY}"
    body = seal_request(gateway.credentials, b'{"order_id":"%b"}' % ORDER_ID.encode())
    async with aiohttp.ClientSession() as session, session.post(url, data=body) as reply:
        answer = await reply.read()
    assert reply.content_type == "application/json"
    assert bytes(open_reply(gateway.credentials, answer).content) == ANSWER
    assert len(answer) - len(answer.rstrip(b" ")) == size


@pytest.mark.parametrize("name", ["reset_before", "reset_after"])
async def test_connection_is_reset(gateway, create, name):
    """A reset connection ends with a RST and no byte of an answer."""
    await create()
    getattr(gateway.faults, name)()
    with pytest.raises(ConnectionResetError):
        await exchange(gateway, order_id=ORDER_ID)


@pytest.mark.parametrize("after_work", [False, True])
async def test_error_page(gateway, create, after_work):
    """An error page looks like that of a web server in front of the gateway."""
    await create()
    gateway.faults.http_error(502, after_work=after_work)
    head, body = await exchange(gateway, order_id=ORDER_ID)
    assert head.startswith(b"HTTP/1.1 502 Bad Gateway")
    assert b"Content-Type: text/html" in head
    assert body == b"<html><body><h1>502</h1><hr>nginx</body></html>"
    entry = gateway.requests[-1]
    assert (entry.ret_code, bool(entry.params)) == ((0, True) if after_work else (None, False))


@pytest.mark.parametrize("dialect", [Dialect(), Dialect(byte_order_mark=True)])
async def test_wrong_sign(gateway, create, dialect):
    """A wrong sign is of zeros, around the right content."""
    await create()
    gateway.faults.speak(dialect)
    gateway.faults.wrong_sign()
    _, body = await exchange(gateway, order_id=ORDER_ID)
    outer = json.loads(body)
    assert (outer["ret_code"], outer["sign"]) == (0, "0" * 32)


async def test_reply_about_another_order(gateway, create):
    """A reply about another order has other numbers, in a listing on each row."""
    await create()
    await gateway.pay(ORDER_ID)
    gateway.faults.other_order()
    _, body = await exchange(gateway, order_id=ORDER_ID)
    told = json.loads(bytes(open_reply(gateway.credentials, body).content))
    assert (told["order_id"], told["out_trade_no"]) == (f"{ORDER_ID}9", "208819")
    form = "/pay_api/order_query_form"
    _, body = await exchange(gateway, path=form, out_trade_no="20881")
    (row,) = json.loads(bytes(open_reply(gateway.credentials, body).content))
    assert (row["order_id"], row["out_trade_no"]) == (f"{ORDER_ID}9", "208819")


async def test_faults_of_one_request(gateway, create):
    """Several faults of a request are logged by name, and the earliest decides."""
    await create()
    gateway.faults.http_error()
    gateway.faults.reset_before()
    with pytest.raises(ConnectionResetError):
        await exchange(gateway, order_id=ORDER_ID)
    entry = gateway.requests[-1]
    assert (entry.path, entry.faults) == (QUERY, ("http_error", "reset_before"))
    assert (entry.params, entry.content) == ("", "")


async def test_refusal_after_a_refusal(gateway):
    """A refused request stays refused as usual under a passing refusal after the work."""
    gateway.faults.passing_refusal("忙", ret_code=-2, after_work=True)
    _, body = await exchange(gateway, order_id=ORDER_ID)
    reply = open_reply(gateway.credentials, body)
    assert (reply.ret_code, bytes(reply.content).decode()) == (-1, "订单不存在")


async def test_refusal_after_the_work(gateway, create):
    """A passing refusal after the work answers with its sentence alone."""
    await create()
    gateway.faults.passing_refusal("忙", ret_code=99, after_work=True)
    gateway.faults.speak(Dialect(nulls=True))
    _, body = await exchange(gateway, order_id=ORDER_ID)
    reply = open_reply(gateway.credentials, body)
    assert (reply.ret_code, bytes(reply.content).decode()) == (99, "忙")


async def test_reply_held_back_is_the_reply(gateway, client):
    """The work is done before a reply is held back, so a second client sees it."""
    gateway.faults.delay(3600, times=1)
    slow = asyncio.ensure_future(client.order_create(**order_fields()))
    while not gateway.requests:  # noqa: ASYNC110 - the sandbox has no event for it
        await asyncio.sleep(0)
    assert (await client.order_query(out_trade_no="20881")).order_id == ORDER_ID
    gateway._merchant_api.close()
    assert (await slow).order_id == ORDER_ID
