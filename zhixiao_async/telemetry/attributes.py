"""What spans and metrics are told, by OpenTelemetry's names: nothing of it is a payer's data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from ..registry import ENDPOINTS
from .call_record import AttemptRecord, CallRecord, Target

Attributes: TypeAlias = Mapping[str, str | int | float]

ENDPOINT, OUTCOME, VERDICT, ERROR = (
    "zhixiao.endpoint",
    "zhixiao.outcome",
    "zhixiao.verdict",
    "error.type",
)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Bounds of the buckets of a call's duration."""

IN_DOUBT = (
    {OUTCOME: "unknown", ERROR: "OutcomeUnknown"},
    {OUTCOME: "unknown", ERROR: "CancelledError"},
    {OUTCOME: "applied", ERROR: "OutcomeUnknown"},
)
"""Series that alerts are about, of each endpoint that changes something."""

VERDICTS = ("handled", "duplicate", "refused", "failed")


def span_of(call: CallRecord) -> tuple[str, Attributes]:
    """Return the name of a call's span, and the attributes that it has from the beginning."""
    endpoint = call.endpoint
    return _span_of(endpoint.name, endpoint.path, endpoint.effect.value, call.target)


@lru_cache(maxsize=256)
def _span_of(name: str, path: str, effect: str, target: Target) -> tuple[str, Attributes]:
    attributes: dict[str, str | int] = {
        "http.request.method": "POST",
        "server.address": target.url.host or "",
        "server.port": target.url.port or 0,
        "url.full": str(target.url),
        ENDPOINT: name,
        "zhixiao.effect": effect,
    }
    if path not in ENDPOINTS:  # it may be one of very many
        return "POST", attributes
    return f"POST {path}", {**attributes, "url.template": path}


def named(numbers: Mapping[str, str]) -> Attributes:
    """Return the numbers of an order, a refund or a merchant, for a span."""
    return {f"zhixiao.{name}": number for name, number in numbers.items()}


def of_attempt(attempt: AttemptRecord) -> Attributes:
    """Return what the event of an attempt says."""
    told: dict[str, str | int | float] = {
        "zhixiao.attempt.number": attempt.number,
        "zhixiao.attempt.stage": attempt.stage,
        "zhixiao.attempt.duration": attempt.seconds,
    }
    if attempt.status is not None:
        told["http.response.status_code"] = attempt.status
    return told


def of_metrics(call: CallRecord) -> dict[str, str]:
    """Return what metrics say of a call that is over."""
    told = {ENDPOINT: call.endpoint.name, OUTCOME: call.outcome.value}
    if call.error_type is not None:
        told[ERROR] = call.error_type
    return told


def of_end(call: CallRecord) -> Attributes:
    """Return what a call's span says of its end, the error aside."""
    told: dict[str, str | int] = {OUTCOME: call.outcome.value}
    if call.attempts > 1:
        told["http.request.resend_count"] = call.attempts - 1
    if call.status is not None:
        told["http.response.status_code"] = call.status
    if call.ret_code is not None:
        told["zhixiao.ret_code"] = call.ret_code
    return told
