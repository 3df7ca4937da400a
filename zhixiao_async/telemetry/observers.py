"""Those who watch calls, deliveries and listings: told of each, whatever becomes of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from importlib import import_module
from types import TracebackType
from typing import ParamSpec, Protocol, Self, TypeVar

import attrs

from .call_log import log_attempt, log_call, logs_attempts, logs_calls
from .call_record import AttemptRecord, CallRecord

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger("zhixiao")


class CallScope(Protocol):
    """One observer's view of one call."""

    @property
    def wants_attempts(self) -> bool:
        """Whether it is to be told of the call's attempts."""
        ...

    def attempt(self, attempt: AttemptRecord) -> None:
        """Take note of an attempt that is over."""
        ...

    def end(self) -> None:
        """Take note of the call's end."""
        ...


@attrs.frozen
class Delivery:
    """A payment that is to be handled, or a delivery that was turned away.

    Attributes:
        source: How it became known: ``notification`` or ``sweep``.
        numbers: Its numbers by name; empty if it isn't genuine.
    """

    source: str
    numbers: Mapping[str, str]


class DeliveryScope(Protocol):
    """One observer's view of one delivery."""

    def end(self, verdict: str, error_type: str | None) -> None:
        """Take note of what became of it."""
        ...


class Observer(Protocol):
    """Watches whatever this process does."""

    def idle(self) -> bool:
        """Return whether nobody looks, so that it needn't be told; it must not raise."""
        ...

    def call(self, call: CallRecord) -> CallScope:
        """Return the view of a call that begins, in its caller's context."""
        ...

    def delivery(self, delivery: Delivery) -> DeliveryScope:
        """Return the view of a delivery whose handling begins."""
        ...

    def rows(self, number: int) -> None:
        """Take note of rows that a listing has handed out."""
        ...


observers: list[Observer] = []
"""Those that have been loaded."""

_loader: dict[str, object] = {}


def load_observers() -> None:
    """Have OpenTelemetry watch, once, if its API is installed; nothing else may come of it."""
    mine = object()
    if _loader.setdefault("first", mine) is not mine:
        return
    try:
        observers.append(import_module(f"{__package__}.otel").start())
    except Exception as error:  # not installed, or in no state to be used
        log.debug("OpenTelemetry isn't used: %s", type(error).__name__)


class CallWatch:
    """The watch over one call, which a ``with`` block closes.

    Attributes:
        call: The call.
        wants_attempts: Whether anybody is to be told of its attempts.
    """

    def __init__(self, call: CallRecord) -> None:
        self.call = call
        self.wants_attempts = logs_attempts()
        self._scopes: list[CallScope] = []

    def attempt(self, attempt: AttemptRecord) -> None:
        """Tell whoever wants to know of an attempt that is over."""
        if logs_attempts():
            quietly(log_attempt, self.call, attempt)
        for scope in self._scopes:
            if scope.wants_attempts:
                quietly(scope.attempt, attempt)

    def __enter__(self) -> Self:
        for observer in observers:
            if not observer.idle():
                self._begin(observer)
        return self

    def _begin(self, observer: Observer) -> None:
        scope = quietly(observer.call, self.call)
        if scope is not None:
            self._scopes.append(scope)
            self.wants_attempts |= scope.wants_attempts

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        self.call.finish(error)
        if error is not None or logs_calls():
            quietly(log_call, self.call)  # first, so that the line is in the span
        if self._scopes:
            for scope in reversed(self._scopes):
                quietly(scope.end)


def rows_read(number: int) -> None:
    """Tell everybody of rows that a listing is about to hand out."""
    for observer in observers:
        quietly(observer.rows, number)


def quietly(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """Call an observer; return None if it fails, for no payment may fail with it."""
    try:
        return function(*args, **kwargs)
    except Exception as error:  # its text may repeat what it was told
        log.debug("telemetry failed: %s", type(error).__name__)
        return None
