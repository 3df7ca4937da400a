"""Nothing is imported or opened between a request's first byte and its result.

Without a free file descriptor that would fail, in the middle of what may have moved money.
"""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest

from tests.support.interpreter import Interpreter

PROGRAM = Path(__file__).parent / "programs/after_sending.py"
IMPORTED = ["zhixiao_async.journal", "zhixiao_sync.journal", "zhixiao_async.sandbox"]
MADE = {"order_id": "0166", "out_trade_no": "20881", "status": "2", "name": "学费\ud83d\ude00"}
PAGE = {
    "begin_time": "2026-03-01 00:00:00",
    "end_time": "2026-03-02 00:00:00",
    "page_no": 1,
    "page_size": 1000,
    "total_page": 1,
    "total_size": 1,
    "data": [{"order_id": "0166", "id": "1", "fee": 1, "order_date": "2026-03-01 00:00:00"}],
}
MARK = "\ufeff".encode()


@pytest.fixture(scope="module")
def interpreter():
    """Return an interpreter that has imported what the program imports, and nothing more."""
    with Interpreter(*IMPORTED) as one:
        yield one


@pytest.fixture
def after_sending(interpreter):
    """Return how the first call of a fresh process ends, and what it loaded too late."""

    async def run(*arguments):
        ended = await asyncio.to_thread(interpreter.run, PROGRAM, *arguments)
        assert (ended.code, ended.err) == (0, "")
        end, *seen = ended.out.splitlines()
        return end, seen

    return run


REPLIES = {
    "success": (lambda play: play.http(play.sealed(MADE)), "OrderRefundResult"),
    "success in Chinese": (lambda play: play.http(play.sealed("学费".encode())), "OutcomeUnknown"),
    "byte order marks": (
        lambda play: play.http(MARK + play.sealed(MARK + b'{"order_id":"0166"}')),
        "OrderRefundResult",
    ),
    "cut characters": (
        lambda play: play.http(play.sealed(b'{"order_id":"0166","out_trade_no":"20881\xe5"}')),
        "OrderRefundResult",
    ),
    "half a pair": (
        lambda play: play.http(play.sealed(b'{"order_id":"0166","name":"\\ud83d"}')),
        "OrderRefundResult",
    ),
    "an ill sealed content": (lambda play: play.http(play.signed("AAAA")), "OutcomeUnknown"),
    "chunks": (
        lambda play: (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"%x\r\n%b\r\n0\r\n\r\n" % (len(play.sealed(MADE)), play.sealed(MADE))
        ),
        "OrderRefundResult",
    ),
    "packed": (
        lambda play: play.http(gzip.compress(play.sealed(MADE)), "Content-Encoding: gzip"),
        "OrderRefundResult",
    ),
    "a charset": (
        lambda play: play.http(play.sealed(MADE), "Content-Type: text/html; charset=gbk"),
        "OrderRefundResult",
    ),
    "a cookie": (
        lambda play: play.http(play.sealed(MADE), "Set-Cookie: a=b; Expires=never"),
        "OrderRefundResult",
    ),
    "a refusal": (
        lambda play: play.http(play.sealed("余额不足".encode(), -1)),
        "RequestFailed",
    ),
    "a passing refusal": (
        lambda play: play.http(play.sealed("系统繁忙".encode(), -1)),
        "OutcomeUnknown",
    ),
    "a wrong sign": (lambda play: play.http(play.signed("AAAA", sign="0")), "OutcomeUnknown"),
    "HTML": (lambda play: play.http(b"<html>"), "OutcomeUnknown"),
    "a redirect": (
        lambda play: play.http(b"", "Location: https://xn--fsqu00a.example/a", status="302 Found"),
        "OutcomeUnknown",
    ),
    "HTTP 503": (
        lambda play: play.http(
            b"", "Retry-After: Fri, 31 Dec 2027 23:59:59 GMT", status="503 Service Unavailable"
        ),
        "OutcomeUnknown",
    ),
    "no HTTP": (lambda _play: b"\xff\r\n\r\n", "OutcomeUnknown"),
}


@pytest.mark.parametrize(("reply", "end"), REPLIES.values(), ids=REPLIES)
async def test_reply(gateway, play, after_sending, reply, end):
    """Nothing is loaded late, however a refund is answered."""
    gateway.plays(play.answer(reply(play), "close"))
    assert await after_sending("async", "order_refund", gateway.url) == (end, [])


@pytest.mark.parametrize("then", ["stall", "close", "reset"])
async def test_no_reply(gateway, play, after_sending, then):
    """Nothing is loaded late, however the reply is lost."""
    gateway.plays(play.answer(b"", then))
    assert await after_sending("async", "order_refund", gateway.url) == ("OutcomeUnknown", [])


@pytest.mark.parametrize(
    ("method", "content", "end"),
    [
        ("order_query", MADE, "OrderQueryResult"),
        ("order_list", PAGE, "OrderListResult"),
        ("order_list", PAGE | {"extra": 1.5}, "OrderListResult"),
        ("raw", MADE, "dict"),
    ],
)
async def test_other_calls(gateway, play, after_sending, method, content, end):
    """Nothing is loaded late by any other call."""
    gateway.plays(play.reply(content))
    assert await after_sending("async", method, gateway.url) == (end, [])


@pytest.mark.parametrize("kind", ["sync", "sync-journal", "async-journal"])
@pytest.mark.parametrize(
    ("reply", "end"), [REPLIES["success"], REPLIES["a refusal"]], ids=["success", "refusal"]
)
async def test_other_ways(gateway, play, after_sending, kind, reply, end):
    """Nothing is loaded late by any other way of calling, the journal's included."""
    gateway.plays(play.answer(reply(play)))
    assert await after_sending(kind, "order_refund", gateway.url) == (end, [])
