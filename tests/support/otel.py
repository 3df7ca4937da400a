"""OpenTelemetry's SDK in memory, which watches what a test does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Tracer

from zhixiao_async.telemetry import observers
from zhixiao_async.telemetry.otel import Telemetry


@attrs.frozen
class Seen:
    """What an SDK was told.

    Attributes:
        tracer: Of its provider, for the spans of an application.
        reader: Its metrics.
        exporter: Its spans.
    """

    tracer: Tracer
    reader: InMemoryMetricReader
    exporter: InMemorySpanExporter

    @property
    def spans(self) -> list[ReadableSpan]:
        """The spans that have ended, in that order."""
        return list(self.exporter.get_finished_spans())

    def points(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """Return the points of a metric: each its attributes, and its value or count."""
        data = self.reader.get_metrics_data()
        metrics = [
            metric
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
        ]
        return [
            (dict(point.attributes or {}), getattr(point, "value", getattr(point, "count", None)))
            for metric in metrics
            for point in metric.data.data_points
        ]


@contextmanager
def watching() -> Iterator[Seen]:
    """Have an SDK of its own watch what happens in the block."""
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers, meters = TracerProvider(), MeterProvider([reader])
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    telemetry = Telemetry(tracers.get_tracer("zhixiao"), meters.get_meter("zhixiao"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(observers, "observers", [telemetry])
        yield Seen(tracers.get_tracer("application"), reader, exporter)
    tracers.shutdown()
    meters.shutdown()
