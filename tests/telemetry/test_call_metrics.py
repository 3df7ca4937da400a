"""The metrics of calls, which name the endpoint and the outcome, and nothing of a request."""

from __future__ import annotations

import pytest

from zhixiao_async import Effect, ZhixiaoError
from zhixiao_async.notify.metrics import MetricsRecorder
from zhixiao_async.telemetry import open_entries
from zhixiao_async.telemetry.attributes import SECONDS
from zhixiao_async.telemetry.observers import rows_read

BUSY = {"status": "503 Service Unavailable"}
DELIVERIES = "zhixiao.inbox.deliveries"
NAMES = ("zhixiao.client.call.duration", "zhixiao.client.calls")


@pytest.mark.parametrize("name", NAMES)
async def test_calls(client, gateway, play, call, seen, name):
    """Calls are counted, and their durations measured, by endpoint, outcome and error."""
    await call(client, Effect.READ)
    await call(client, Effect.READ)
    gateway.plays(play.answer(b"", "close"))
    with pytest.raises(ZhixiaoError):
        await call(client, Effect.MONEY)
    lost = {"zhixiao.outcome": "unknown", "error.type": "OutcomeUnknown"}
    points = [point for point in seen.points(name) if point[1]]
    assert sorted(points, key=lambda point: point[0]["zhixiao.endpoint"]) == [
        ({"zhixiao.endpoint": "order_query", "zhixiao.outcome": "ok"}, 2),
        ({"zhixiao.endpoint": "order_refund", **lost}, 1),
    ]


CHANGING = {"order_create", "order_cancel", "order_refund", "piaoju_create"}


async def test_doubt_begins_at_nought(client, call, seen):
    """What is alerted on begins at 0, so that its first increase is seen."""
    await call(client, Effect.READ)
    await call(client, Effect.MONEY)
    nought = [fields for fields, count in seen.points("zhixiao.client.calls") if count == 0]
    assert {fields["zhixiao.endpoint"] for fields in nought} == CHANGING
    assert [
        (fields["zhixiao.outcome"], fields["error.type"])
        for fields in nought
        if fields["zhixiao.endpoint"] == "order_refund"
    ] == [
        ("unknown", "OutcomeUnknown"),
        ("unknown", "CancelledError"),
        ("applied", "OutcomeUnknown"),
    ]


def test_deliveries_begin_at_nought(seen):
    """Verdicts that haven't come yet are 0."""
    MetricsRecorder().refused("forged")
    counts = {fields["zhixiao.verdict"]: count for fields, count in seen.points(DELIVERIES)}
    assert counts == {"handled": 0, "duplicate": 0, "refused": 1, "failed": 0}


async def test_retries(client, gateway, play, call, seen):
    """Attempts after the first are counted by endpoint; a call without one counts nothing."""
    await call(client, Effect.READ)
    assert seen.points("zhixiao.client.retries") == []
    gateway.plays(play.answer(play.http(b"", **BUSY)), play.reply())
    await call(client, Effect.READ)
    assert seen.points("zhixiao.client.retries") == [({"zhixiao.endpoint": "order_query"}, 1)]


async def test_listing_rows(client, gateway, play, seen):
    """Rows that a listing hands out are counted."""
    row = {"order_id": "1", "fee": 1, "order_date": "2026-03-01 00:00:00"}
    begin, end = "2026-03-01 00:00:00", "2026-03-02 00:00:00"
    rows = [{**row, "id": "1"}, {**row, "id": "2"}]
    page = {"begin_time": begin, "end_time": end, "page_no": 1, "page_size": 1000}
    gateway.plays(play.reply({**page, "total_page": 1, "total_size": 2, "data": rows}))
    assert len([row async for row in client.iter_orders(begin, end)]) == 2
    assert seen.points("zhixiao.listing.rows") == [({}, 2)]


def test_oldest_open_entry(seen, monkeypatch):
    """The age of the oldest open journal entry has no point until a journal was asked."""
    monkeypatch.setattr(open_entries, "_begun", {})
    assert seen.points("zhixiao.journal.oldest_open.age") == []
    open_entries.note_oldest("7", "zhixiao_journal", 60.0)
    ((attributes, age),) = seen.points("zhixiao.journal.oldest_open.age")
    assert (attributes, age) == ({}, pytest.approx(60.0, abs=5))


async def test_units(client, gateway, play, call, seen, monkeypatch):
    """Each metric has its unit, and a call's duration its buckets."""
    monkeypatch.setattr(open_entries, "_begun", {("7", "zhixiao_journal"): None})
    gateway.plays(play.answer(play.http(b"", **BUSY)), play.reply())
    await call(client, Effect.READ)
    rows_read(1)
    (resource,) = seen.reader.get_metrics_data().resource_metrics
    found = {metric.name: metric for metric in resource.scope_metrics[0].metrics}
    assert {name: metric.unit for name, metric in found.items()} == {
        "zhixiao.client.call.duration": "s",
        "zhixiao.client.calls": "{call}",
        "zhixiao.client.retries": "{retry}",
        "zhixiao.inbox.deliveries": "{delivery}",
        "zhixiao.listing.rows": "{row}",
        "zhixiao.journal.oldest_open.age": "s",
    }
    (point,) = found["zhixiao.client.call.duration"].data.data_points
    assert point.explicit_bounds == SECONDS
    assert (SECONDS[0], SECONDS[-1]) == (0.005, 60.0)
