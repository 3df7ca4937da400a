"""OpenTelemetry: spans of calls and deliveries, and metrics that hold nothing of a parameter.

:mod:`.observers` loads this file where the API is installed. Without an SDK the API does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from opentelemetry import context, metrics, trace
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, StatusCode, Tracer

from ..endpoints import OrderCreate
from ..registry import ENDPOINTS, Effect
from ..version import own_version
from .attributes import (
    ENDPOINT,
    ERROR,
    IN_DOUBT,
    SECONDS,
    VERDICT,
    VERDICTS,
    Attributes,
    named,
    of_attempt,
    of_end,
    of_metrics,
    span_of,
)
from .call_record import AttemptRecord, CallRecord
from .observers import Delivery
from .open_entries import oldest_age
from .remembered import Creations

NAME = "zhixiao"
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
        self.idle = idle
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
        self.creations: Creations[SpanContext] = Creations()
        self._seeded = False

    def call(self, call: CallRecord) -> CallSpan:
        """Begin a call's span; it is the current one until the call ends."""
        self.seed()
        return CallSpan(self, call)

    def delivery(self, delivery: Delivery) -> DeliverySpan:
        """Begin a delivery's span, linked to the call that created the order."""
        self.seed()
        return DeliverySpan(self, delivery)

    def rows(self, number: int) -> None:
        """Count rows of a listing."""
        self.listed.add(number)

    def links_to(self, numbers: Mapping[str, str]) -> list[Link]:
        """Return the link to the span in which an order was created, if this process knows it."""
        span = self.creations.find(numbers.get("app_id", ""), numbers.get("out_trade_no", ""))
        return [] if span is None else [Link(span)]

    def seed(self) -> None:
        """Let the series that alerts are about begin at 0, once.

        Of one that begins at 1 nobody sees the increase.
        """
        if self._seeded:
            return
        self._seeded = True
        for endpoint in ENDPOINTS.values():
            if endpoint.effect is not Effect.READ:
                for in_doubt in IN_DOUBT:
                    self.calls.add(0, {ENDPOINT: endpoint.name, **in_doubt})
        for verdict in VERDICTS:
            self.deliveries.add(0, {VERDICT: verdict})


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

    def tell(self, attributes: Attributes) -> None:
        """Set attributes, whose values are none of a payer's data."""
        for name, value in attributes.items():
            self.span.set_attribute(name, value)

    def close(self, error_type: str | None, outcome: str) -> None:
        """End the span; with an error it has failed."""
        if error_type is not None:
            self.span.set_attribute(ERROR, error_type)
            self.span.set_status(StatusCode.ERROR, outcome)
        # Of a coroutine that is thrown away, the context may be another one's by now.
        if self._token is not None and error_type != GeneratorExit.__name__:
            context.detach(self._token)
        self.span.end()


class CallSpan(SpanScope):
    """The span of one call, and its share of the metrics."""

    def __init__(self, telemetry: Telemetry, call: CallRecord) -> None:
        name, attributes = span_of(call)
        super().__init__(telemetry.tracer.start_span(name, None, SpanKind.CLIENT, attributes))
        self._telemetry = telemetry
        self._call = call
        self.wants_attempts = self.looked_at
        if self.looked_at:
            self.tell(named({"app_id": call.app_id, **call.numbers}))

    def attempt(self, attempt: AttemptRecord) -> None:
        """Add an event to the span."""
        self.span.add_event("zhixiao.attempt", of_attempt(attempt))

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
        told = of_metrics(call)
        telemetry.duration.record(call.seconds, told)
        telemetry.calls.add(1, told)
        if call.attempts > 1:
            telemetry.retries.add(call.attempts - 1, {ENDPOINT: call.endpoint.name})

    def _tell(self) -> None:
        call = self._call
        self.tell(of_end(call))
        number = call.numbers.get("out_trade_no")
        if call.endpoint.path == OrderCreate.endpoint.path and number is not None:
            self._telemetry.creations.add(call.app_id, number, self.span.get_span_context())


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
                attributes={"zhixiao.source": delivery.source, **named(delivery.numbers)},
                links=telemetry.links_to(delivery.numbers),
            )
        )
        self._telemetry = telemetry

    def end(self, verdict: str, error_type: str | None) -> None:
        """Count the delivery and end its span."""
        told = {VERDICT: verdict}
        try:
            self._telemetry.deliveries.add(1, told)
            self.tell(told)
        finally:
            self.close(error_type, verdict)


def _oldest_open(_: CallbackOptions) -> list[Observation]:
    age = oldest_age()
    return [] if age is None else [Observation(age)]


def start() -> Telemetry:
    """Return what watches for the process's own providers, set up by now or later."""
    version = own_version()
    tracer, meter = trace.get_tracer(NAME, version), metrics.get_meter(NAME, version)
    telemetry = Telemetry(tracer, meter, nobody_looks)
    if not telemetry.idle():
        telemetry.seed()
    return telemetry


def nobody_looks() -> bool:
    """Return whether the process has no provider yet: then a call is spared all the rest.

    The API has no question that is as quick. Where its variables have other names, somebody looks.
    """
    return (
        getattr(trace, "_TRACER_PROVIDER", NAME) is None
        and getattr(_METRICS, "_METER_PROVIDER", NAME) is None
    )
