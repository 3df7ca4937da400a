"""OpenTelemetry watches where its API is installed; nothing fails where it isn't, or is broken."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider

from tests.transport.raw_gateway import CREDENTIALS
from zhixiao_async import Client, Effect
from zhixiao_async.notify.metrics import MetricsRecorder
from zhixiao_async.telemetry import observers, otel
from zhixiao_async.version import own_version


@pytest.fixture
def fresh(monkeypatch):
    """Have nothing been loaded yet."""
    monkeypatch.setattr(observers, "observers", [])
    monkeypatch.setattr(observers, "_loader", {})


def test_first_client_loads_it(fresh):
    """The first client has it watch, and the second not once more."""
    assert observers.observers == []
    Client(CREDENTIALS)
    Client(CREDENTIALS)
    (telemetry,) = observers.observers
    assert isinstance(telemetry, otel.Telemetry)


def test_first_inbox_loads_it(fresh):
    """A process that only receives has it watch, too."""
    MetricsRecorder()
    assert len(observers.observers) == 1


def test_series_begin_at_once(monkeypatch):
    """Where the process has a provider already, the series are there before the first call."""
    reader = InMemoryMetricReader()
    monkeypatch.setattr(metrics._internal, "_METER_PROVIDER", MeterProvider([reader]))
    otel.start()
    (resource,) = reader.get_metrics_data().resource_metrics
    (scope,) = resource.scope_metrics
    assert (scope.scope.name, scope.scope.version) == ("zhixiao", own_version())
    begun = {metric.name for metric in scope.metrics}
    assert begun >= {"zhixiao.client.calls", "zhixiao.inbox.deliveries"}


def test_idle(monkeypatch):
    """It is idle until the process has a provider of either, whenever that is set."""
    telemetry = otel.start()
    assert telemetry.idle()
    with monkeypatch.context() as patch:
        patch.setattr(trace, "_TRACER_PROVIDER", TracerProvider())
        assert not telemetry.idle()
    monkeypatch.setattr(metrics._internal, "_METER_PROVIDER", MeterProvider())
    assert not telemetry.idle()


def test_api_of_another_version(monkeypatch):
    """Where the API keeps its providers elsewhere, it is never idle."""
    monkeypatch.delattr(trace, "_TRACER_PROVIDER")
    assert not otel.nobody_looks()


def missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.delitem(sys.modules, otel.__name__)


def of_another_version(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.metrics", ModuleType("opentelemetry.metrics"))
    monkeypatch.delitem(sys.modules, otel.__name__)


def broken(monkeypatch):
    monkeypatch.setattr(otel, "start", lambda: 1 / 0)


@pytest.mark.parametrize("unusable", [missing, of_another_version, broken])
async def test_unusable(fresh, monkeypatch, new_client, call, unusable):
    """Where it can't be used, calls go on without it."""
    unusable(monkeypatch)
    client = new_client()
    assert (await call(client, Effect.READ)).order_id == "0166"
    assert observers.observers == []
