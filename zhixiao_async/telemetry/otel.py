"""OpenTelemetry: spans of calls and deliveries, and metrics that hold nothing of a parameter.

:mod:`.observers` loads this file where the API is installed. Without an SDK the API does nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache

from opentelemetry import context, metrics, trace
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, StatusCode, Tracer

from ..endpoints import OrderCreate
from ..registry import ENDPOINTS
from .call_record import AttemptRecord, CallRecord, Target
from .observers import Delivery
from .open_entries import oldest_age

NAME = "zhixiao"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Bounds of the histogram's buckets."""

REMEMBERED = 10_000
"""Orders whose creation a later delivery can be linked to."""

_METRICS = getattr(metrics, "_internal", None)


class Telemetry:
    """The spans and the instruments of one provider of each.

    Args:
        tracer: Makes the spans.
        meter: Makes the instruments.
        idle: Says whether nobody looks at either.
    """

    def __init__(
        self, tracer: Tracer, meter: Meter, idle: Callable[[], bool] = lambda: False
    ) -> None:
        self.tracer = tracer
        self._idle = idle
        self.duration = meter.create_histogram(
            "zhixiao.client.call.duration",
            unit="s",
            description="Duration of calls, retries and pauses included",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self.calls = meter.create_counter(
            "zhixiao.client.calls", unit="{call}", description="Calls by outcome"
        )
        self.retries = meter.create_counter(
            "zhixiao.client.retries", unit="{retry}", description="Attempts after a call's first"
        )

        self.deliveries = meter.create_counter(
            "zhixiao.inbox.deliveries", unit="{delivery}", description="Deliveries by verdict"
        )
        self.listed = meter.create_counter(
            "zhixiao.listing.rows", unit="{row}", description="Rows that listings handed out"
        )
        meter.create_observable_gauge(
            "zhixiao.journal.oldest_open.age",
            callbacks=[_oldest_open],
            unit="s",
            description="Age of the oldest open journal entry, as last asked for",
        )
        self._created: OrderedDict[tuple[str, str], SpanContext] = OrderedDict()

    def call(self, call: CallRecord) -> CallSpan | None:
        """Begin a call's span; it is the current one until the call ends."""
        return None if self._idle() else CallSpan(self, call)

    def delivery(self, delivery: Delivery) -> DeliverySpan | None:
        """Begin a delivery's span, linked to the call that created the order."""
        return None if self._idle() else DeliverySpan(self, delivery)

    def rows(self, number: int) -> None:
        """Count rows of a listing."""
        self.listed.add(number)

    def created(self, app_id: str, out_trade_no: str, span: SpanContext) -> None:
        """Remember the span in which an order was created, for the last so many orders."""
        self._created[app_id, out_trade_no] = span
        if len(self._created) > REMEMBERED:
            self._created.popitem(last=False)

    def links_to(self, numbers: Mapping[str, str]) -> list[Link]:
        """Return the link to the span in which an order was created, if this process knows it."""
        key = numbers.get("app_id", ""), numbers.get("out_trade_no", "")
        span = self._created.get(key)
        return [] if span is None else [Link(span)]


class SpanScope:
    """A span that is the current one until it is closed.

    Attributes:
        span: The span.
        looked_at: Whether anybody keeps it.
    """

    def __init__(self, span: Span) -> None:
        self.span = span
        self.looked_at = span.is_recording()
        valid = span.get_span_context().is_valid
        self._token = context.attach(trace.set_span_in_context(span)) if valid else None

    def tell(self, attributes: Mapping[str, str | int]) -> None:
        """Set attributes, whose values are none of a payer's data."""
        for name, value in attributes.items():
            self.span.set_attribute(name, value)

    def close(self, error_type: str | None, outcome: str) -> None:
        """End the span; with an error it has failed."""
        if error_type is not None:
            self.span.set_attribute("error.type", error_type)
            self.span.set_status(StatusCode.ERROR, outcome)
        # Of a coroutine that is thrown away, the context may be another one's by now.
        if self._token is not None and error_type != GeneratorExit.__name__:
            context.detach(self._token)
        self.span.end()


class CallSpan(SpanScope):
    """The span of one call, and its share of the metrics."""

    def __init__(self, telemetry: Telemetry, call: CallRecord) -> None:
        endpoint = call.endpoint
        name, attributes = _fixed(endpoint.name, endpoint.path, endpoint.effect.value, call.target)
        super().__init__(telemetry.tracer.start_span(name, None, SpanKind.CLIENT, attributes))
        self._telemetry = telemetry
        self._call = call
        self.wants_attempts = self.looked_at
        if self.looked_at:
            self.tell(_named({"app_id": call.app_id, **call.numbers}))

    def attempt(self, attempt: AttemptRecord) -> None:
        """Add an event to the span."""
        told: dict[str, str | int | float] = {
            "zhixiao.attempt.number": attempt.number,
            "zhixiao.attempt.stage": attempt.stage,
            "zhixiao.attempt.duration": attempt.seconds,
        }
        if attempt.status is not None:
            told["http.response.status_code"] = attempt.status
        self.span.add_event("zhixiao.attempt", told)

    def end(self) -> None:
        """Count the call and end its span."""
        try:
            self._count()
            if self.looked_at:
                self._tell()
        finally:
            self.close(self._call.error_type, self._call.outcome.value)

    def _count(self) -> None:
        call, telemetry = self._call, self._telemetry
        told = {"zhixiao.endpoint": call.endpoint.name, "zhixiao.outcome": call.outcome.value}
        if call.error_type is not None:
            told["error.type"] = call.error_type
        telemetry.duration.record(call.seconds, told)
        telemetry.calls.add(1, told)
        if call.attempts > 1:
            retried = {"zhixiao.endpoint": call.endpoint.name}
            telemetry.retries.add(call.attempts - 1, retried)

    def _tell(self) -> None:
        call = self._call
        told: dict[str, str | int] = {"zhixiao.outcome": call.outcome.value}
        if call.attempts > 1:
            told["http.request.resend_count"] = call.attempts - 1
        if call.status is not None:
            told["http.response.status_code"] = call.status
        if call.ret_code is not None:
            told["zhixiao.ret_code"] = call.ret_code
        self.tell(told)
        number = call.numbers.get("out_trade_no")
        if call.endpoint.path == OrderCreate.endpoint.path and number is not None:
            self._telemetry.created(call.app_id, number, self.span.get_span_context())


class DeliverySpan(SpanScope):
    """The span of one delivery, and its share of the metrics."""

    def __init__(self, telemetry: Telemetry, delivery: Delivery) -> None:
        # Where a web framework is traced, its span is the server's.
        served = trace.get_current_span().get_span_context().is_valid
        of_gateway = delivery.source == "notification" and not served
        super().__init__(
            telemetry.tracer.start_span(
                f"zhixiao {delivery.source}",
                kind=SpanKind.SERVER if of_gateway else SpanKind.INTERNAL,
                attributes={"zhixiao.source": delivery.source, **_named(delivery.numbers)},
                links=telemetry.links_to(delivery.numbers),
            )
        )
        self._telemetry = telemetry

    def end(self, verdict: str, error_type: str | None) -> None:
        """Count the delivery and end its span."""
        told = {"zhixiao.verdict": verdict}
        self._telemetry.deliveries.add(1, told)
        self.tell(told)
        self.close(error_type, verdict)


def _named(numbers: Mapping[str, str]) -> dict[str, str]:
    return {f"zhixiao.{name}": number for name, number in numbers.items()}


def _oldest_open(_: CallbackOptions) -> list[Observation]:
    age = oldest_age()
    return [] if age is None else [Observation(age)]


@lru_cache(maxsize=256)
def _fixed(
    name: str, path: str, effect: str, target: Target
) -> tuple[str, Mapping[str, str | int]]:
    """Return a span's name and the attributes that are the same for every call."""
    # A path that the document doesn't know may be one of very many.
    known = path in ENDPOINTS
    attributes: dict[str, str | int] = {
        "http.request.method": "POST",
        "server.address": target.url.host or "",
        "server.port": target.url.port or 0,
        "url.full": str(target.url),
        "zhixiao.endpoint": name,
        "zhixiao.effect": effect,
    }
    if known:
        attributes["url.template"] = path
    return f"POST {path}" if known else "POST", attributes


def start() -> Telemetry:
    """Return what watches for the process's own providers, set up by now or later."""
    return Telemetry(trace.get_tracer(NAME), metrics.get_meter(NAME), nobody_looks)


def nobody_looks() -> bool:
    """Return whether the process has no provider yet: then a call is spared all the rest.

    The API has no question that is as quick. Where its variables have other names, somebody looks.
    """
    return (
        getattr(trace, "_TRACER_PROVIDER", NAME) is None
        and getattr(_METRICS, "_METER_PROVIDER", NAME) is None
    )
