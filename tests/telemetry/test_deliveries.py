"""Deliveries: a span that leads to the order's creation, and a count by verdict."""

from __future__ import annotations

import importlib.util

import pytest
from opentelemetry.trace import SpanKind, StatusCode

from tests.notify.conftest import notification, payment
from tests.support.places import DOCS
from zhixiao_async.notify import Outcome, Source
from zhixiao_async.notify.metrics import MetricsRecorder
from zhixiao_async.telemetry import remembered
from zhixiao_sync.notify import Inbox

DELIVERIES = "zhixiao.inbox.deliveries"


@pytest.fixture
def inbox(tmp_path):
    """Make an inbox."""
    inbox = Inbox(tmp_path / "inbox.db")
    inbox.create_table()
    return inbox


@pytest.fixture(scope="module")
def script():
    """Load the script that draws a payment's trace."""
    spec = importlib.util.spec_from_file_location("make_trace", DOCS / "make_trace.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_payment(script, seen, tmp_path):
    """One payment: the notification links to the creation, and its query and credit are inside."""
    await script.payment(seen.tracer, tmp_path)
    spans = {span.name: span for span in seen.spans}
    own, create, delivery, query, credit = (
        spans[name]
        for name in (
            "pay a bill",
            "POST /pay_api/order_create",
            "zhixiao notification",
            "POST /pay_api/order_query",
            "credit the bill",
        )
    )
    assert len(seen.spans) == 5
    assert create.parent.span_id == own.context.span_id
    assert [link.context for link in delivery.links] == [create.context]
    assert (delivery.kind, delivery.parent) == (SpanKind.SERVER, None)
    assert {query.parent.span_id, credit.parent.span_id} == {delivery.context.span_id}
    number = "zhixiao.out_trade_no"
    assert {span.attributes[number] for span in (create, delivery)} == {"20881"}
    assert ({"zhixiao.verdict": "handled"}, 1) in seen.points(DELIVERIES)


def test_handled(inbox, seen):
    """A delivery's span has the payment's numbers and the verdict, and nothing of the payer's."""
    inbox.handle(notification(), lambda *_: None)
    (span,) = seen.spans
    assert span.status.status_code is StatusCode.UNSET
    assert dict(span.attributes) == {
        "zhixiao.source": "notification",
        "zhixiao.app_id": "7",
        "zhixiao.order_id": "1720881",
        "zhixiao.out_trade_no": "20881",
        "zhixiao.verdict": "handled",
    }


def test_under_a_servers_span(inbox, seen):
    """Under a web framework's own span, a delivery's is an internal one."""
    with seen.tracer.start_as_current_span("POST /notify", kind=SpanKind.SERVER) as server:
        inbox.handle(notification(), lambda *_: None)
    span = seen.spans[0]
    assert (span.kind, span.parent.span_id) == (SpanKind.INTERNAL, server.context.span_id)


def test_sweep(inbox, seen):
    """A payment that a sweep found is named so, and is no request of the gateway's."""
    inbox.handle(payment(source=Source.SWEEP), lambda *_: None)
    (span,) = seen.spans
    assert (span.name, span.kind) == ("zhixiao sweep", SpanKind.INTERNAL)


def test_failed(inbox, seen):
    """A handler's error is told by its type alone."""

    def handler(*_):
        raise LookupError("no bill of 张三")

    with pytest.raises(LookupError):
        inbox.handle(notification(), handler)
    (span,) = seen.spans
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "failed")
    assert span.attributes["error.type"] == "LookupError"
    assert list(span.events) == []
    assert "no bill" not in span.to_json()


def test_verdicts(inbox, seen):
    """Each delivery is counted once, by its verdict."""
    handled = [inbox.handle(notification(), lambda *_: None) for _ in range(3)]
    assert handled == [Outcome.HANDLED, Outcome.DUPLICATE, Outcome.DUPLICATE]
    recorder = MetricsRecorder()
    recorder.refused("forged")
    recorder.read_before("a middleware")
    counts = [(point["zhixiao.verdict"], count) for point, count in seen.points(DELIVERIES)]
    assert counts == [("handled", 1), ("duplicate", 2), ("refused", 1), ("failed", 1)]
    assert {name for point, _ in seen.points(DELIVERIES) for name in point} == {"zhixiao.verdict"}


def test_refused(seen):
    """A forgery has a span without any number, which isn't its own to tell."""
    MetricsRecorder().refused("forged")
    (span,) = seen.spans
    assert dict(span.attributes) == {"zhixiao.source": "notification", "zhixiao.verdict": "refused"}


def test_creations_that_are_forgotten(monkeypatch):
    """Only the last so many creations are remembered."""
    monkeypatch.setattr(remembered, "ORDERS", 2)
    creations = remembered.Creations()
    for number in "123":
        creations.add("7", number, f"span {number}")
    assert [creations.find("7", number) for number in "123"] == [None, "span 2", "span 3"]
    assert creations.find("8", "3") is None
