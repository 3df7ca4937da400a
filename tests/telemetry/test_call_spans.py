"""The span of a call: its name and attributes, an event for each attempt, and whose child it is."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

import zhixiao_sync
from tests.transport.raw_gateway import CREDENTIALS
from zhixiao_async import Effect, OutcomeUnknown, RequestFailed

BUSY = {"status": "503 Service Unavailable"}


async def test_success(client, gateway, call, seen):
    """A span has HTTP's attributes by their conventional names, and the order's number."""
    await call(client, Effect.KEYED)
    (span,) = seen.spans
    assert (span.name, span.kind) == ("POST /pay_api/order_create", SpanKind.CLIENT)
    assert span.status.status_code is StatusCode.UNSET
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "server.address": "127.0.0.1",
        "server.port": gateway.port,
        "url.full": f"{gateway.url}/pay_api/order_create",
        "url.template": "/pay_api/order_create",
        "http.response.status_code": 200,
        "zhixiao.endpoint": "order_create",
        "zhixiao.effect": "keyed",
        "zhixiao.app_id": CREDENTIALS.app_id,
        "zhixiao.out_trade_no": "20881",
        "zhixiao.outcome": "ok",
    }


async def test_attempts(client, gateway, play, call, seen):
    """Each attempt is an event; those after the first are counted as resent."""
    gateway.plays(play.answer(play.http(b"", **BUSY)), play.reply())
    await call(client, Effect.READ)
    (span,) = seen.spans
    events = [(event.name, dict(event.attributes)) for event in span.events]
    assert all(fields.pop("zhixiao.attempt.duration") > 0 for _, fields in events)
    number, stage = "zhixiao.attempt.number", "zhixiao.attempt.stage"
    assert events == [
        ("zhixiao.attempt", {number: 1, stage: "unanswered", "http.response.status_code": 503}),
        ("zhixiao.attempt", {number: 2, stage: "answered", "http.response.status_code": 200}),
    ]
    assert span.attributes["http.request.resend_count"] == 1


async def test_lost_reply(client, gateway, play, call, seen):
    """A failure has the status ERROR and the error's type; without an answer it has no status."""
    gateway.plays(play.answer(b"", "close"))
    with pytest.raises(OutcomeUnknown):
        await call(client, Effect.MONEY)
    (span,) = seen.spans
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "unknown")
    assert span.attributes["error.type"] == "OutcomeUnknown"
    assert span.attributes["zhixiao.outcome"] == "unknown"
    assert "http.response.status_code" not in span.attributes


async def test_nothing_personal(client, gateway, play, seen):
    """Neither a payer's number nor the gateway's sentence is in a span."""
    gateway.plays(play.reply("小明没有 2013141516", -1))
    with pytest.raises(RequestFailed):
        await client.user_card(user_no="2013141516")
    (span,) = seen.spans
    assert span.attributes["zhixiao.ret_code"] == -1
    shown = span.to_json()
    assert "2013141516" not in shown
    assert "小明" not in shown.encode().decode("unicode_escape")


async def test_unknown_path(client, gateway, play, seen):
    """A path that the document doesn't list is no part of a span's name."""
    gateway.plays(play.reply({"a": 1}))
    await client.raw("/pay_api/new/20881", {})
    (span,) = seen.spans
    assert span.name == "POST"
    assert "url.template" not in span.attributes
    assert span.attributes["zhixiao.endpoint"] == "raw"


async def test_gateway_learns_nothing(client, gateway, call, seen):
    """No header tells the gateway of the trace."""
    with seen.tracer.start_as_current_span("pay"):
        await call(client, Effect.READ)
    assert gateway.requests[0].header("traceparent") == []


def parent_of(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None


async def test_parent(client, call, seen):
    """A call is a child of its caller's span, and its log lines are in its own."""
    current: list[int] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            current.append(trace.get_current_span().get_span_context().span_id)

    log, handler = logging.getLogger("zhixiao.calls"), Handler()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        with seen.tracer.start_as_current_span("pay") as own:
            await asyncio.gather(call(client, Effect.READ), call(client, Effect.READ))
            assert trace.get_current_span() is own
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
    first, second, application = seen.spans
    assert [parent_of(first), parent_of(second)] == [application.context.span_id] * 2
    assert current == [first.context.span_id, second.context.span_id]


@pytest.fixture(params=["own loop", "portal"])
def sync_client(request, gateway, new_sync_client) -> Any:
    """Make a sync client with its own event loop, or on one that it shares."""
    if request.param == "own loop":
        yield new_sync_client()
        return
    with zhixiao_sync.Portal() as portal:
        yield new_sync_client(portal=portal)


def pays(tracer: trace.Tracer, client: zhixiao_sync.Client, name: str) -> None:
    """Query an order in a span of an application."""
    with tracer.start_as_current_span(name):
        client.order_query(out_trade_no="20881")


async def test_parent_in_threads(sync_client, seen):
    """A sync client's call is a child of the span that is current in its caller's thread."""

    def serve() -> None:
        with ThreadPoolExecutor(4) as threads:
            for _ in threads.map(lambda name: pays(seen.tracer, sync_client, name), "abcd"):
                pass

    await asyncio.to_thread(serve)
    parents = {span.context.span_id for span in seen.spans if len(span.name) == 1}
    calls = [parent_of(span) for span in seen.spans if len(span.name) > 1]
    assert len(parents) == len(calls) == 4
    assert parents == set(calls)


async def test_parent_of_a_thread_pool(sync_client, seen):
    """A thread that is given its caller's context makes children of the caller's span."""

    def serve() -> None:
        query = sync_client.order_query
        with seen.tracer.start_as_current_span("pay"), ThreadPoolExecutor(1) as threads:
            threads.submit(copy_context().run, query, out_trade_no="20881").result()

    await asyncio.to_thread(serve)
    call, application = seen.spans
    assert parent_of(call) == application.context.span_id


async def test_pages_of_a_listing(client, gateway, play, seen):
    """Each page of a listing is a call's span under the reader's."""
    rows = [{"order_id": "1", "id": "1", "fee": 1, "order_date": "2026-03-01 00:00:00"}]
    begin, end = "2026-03-01 00:00:00", "2026-03-02 00:00:00"
    page = {"begin_time": begin, "end_time": end, "page_size": 1000, "total_page": 1}
    gateway.plays(play.reply({**page, "page_no": 1, "total_size": 1, "data": rows}))
    with seen.tracer.start_as_current_span("read"):
        assert len([row async for row in client.iter_orders(begin, end)]) == 1
    *pages, application = seen.spans
    assert {span.name for span in pages} == {"POST /pay_api/order_list_item_all"}
    assert {parent_of(span) for span in pages} == {application.context.span_id}


async def test_coroutine_thrown_away(client, gateway, play, call, seen, caplog):
    """A call that is thrown away in another context ends its span without a complaint."""
    gateway.plays(play.answer(b"", "stall"))
    coroutine = call(client, Effect.READ)

    async def begin() -> None:
        coroutine.send(None)

    await asyncio.create_task(begin())
    coroutine.close()
    (span,) = seen.spans
    assert span.attributes["error.type"] == "GeneratorExit"
    assert not [record for record in caplog.records if record.name.startswith("opentelemetry")]
