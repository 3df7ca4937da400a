"""OpenTelemetry: a client span for each call, and metrics that hold nothing of its parameters.

:mod:`.observers` loads this file where the API is installed. Without an SDK the API does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import Token
from functools import lru_cache

from opentelemetry import context, metrics, trace
from opentelemetry.context import Context
from opentelemetry.metrics import Meter
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from ..registry import ENDPOINTS
from .call_record import AttemptRecord, CallRecord, Target

NAME = "zhixiao"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Bounds of the histogram's buckets."""

_METRICS = getattr(metrics, "_internal", None)

Attributes = Mapping[str, str | int | float]


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

    def call(self, call: CallRecord) -> CallSpan | None:
        """Begin a call's span; it is the current one until the call ends."""
        return None if self._idle() else CallSpan(self, call)


class CallSpan:
    """The span of one call, and its share of the metrics."""

    def __init__(self, telemetry: Telemetry, call: CallRecord) -> None:
        self._telemetry = telemetry
        self._call = call
        endpoint = call.endpoint
        name, attributes = _fixed(endpoint.name, endpoint.path, endpoint.effect.value, call.target)
        self._span = telemetry.tracer.start_span(name, None, SpanKind.CLIENT, attributes)
        self.wants_attempts = self._span.is_recording()
        if self.wants_attempts:
            numbers = {"app_id": call.app_id, **call.numbers}
            set_attributes(self._span, {f"zhixiao.{name}": told for name, told in numbers.items()})
        self._token = make_current(self._span)

    def attempt(self, attempt: AttemptRecord) -> None:
        """Add an event to the span."""
        told: dict[str, str | int | float] = {
            "zhixiao.attempt.number": attempt.number,
            "zhixiao.attempt.stage": attempt.stage,
            "zhixiao.attempt.duration": attempt.seconds,
        }
        if attempt.status is not None:
            told["http.response.status_code"] = attempt.status
        self._span.add_event("zhixiao.attempt", told)

    def end(self) -> None:
        """Count the call and end its span."""
        try:
            self._tell()
        finally:
            # Of a coroutine that is thrown away, the context may be another one's by now.
            if self._token is not None and self._call.error_type != GeneratorExit.__name__:
                context.detach(self._token)
            self._span.end()

    def _tell(self) -> None:
        call, telemetry = self._call, self._telemetry
        told = {"zhixiao.endpoint": call.endpoint.name, "zhixiao.outcome": call.outcome.value}
        if call.error_type is not None:
            told["error.type"] = call.error_type
        telemetry.duration.record(call.seconds, told)
        telemetry.calls.add(1, told)
        retries = call.attempts - 1
        if retries > 0:
            telemetry.retries.add(retries, {"zhixiao.endpoint": call.endpoint.name})
        if not self._span.is_recording():
            return
        more: dict[str, str | int | float] = {**told}
        if retries > 0:
            more["http.request.resend_count"] = retries
        if call.status is not None:
            more["http.response.status_code"] = call.status
        if call.ret_code is not None:
            more["zhixiao.ret_code"] = call.ret_code
        set_attributes(self._span, more)
        if call.error_type is not None:
            self._span.set_status(StatusCode.ERROR, call.outcome.value)


def set_attributes(span: Span, attributes: Attributes) -> None:
    """Set several attributes, whose values are none of a payer's data."""
    for name, value in attributes.items():
        span.set_attribute(name, value)


def make_current(span: Span) -> Token[Context] | None:
    """Make a span the current one, unless nobody traces; return what takes it back."""
    if not span.get_span_context().is_valid:
        return None
    return context.attach(trace.set_span_in_context(span))


@lru_cache(maxsize=256)
def _fixed(name: str, path: str, effect: str, target: Target) -> tuple[str, Attributes]:
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
