"""How far a call's attempts got, as aiohttp's trace events tell it.

An exception's type doesn't say whether anything was sent; ``on_request_headers_sent`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import attrs

from ..messages.text import Text
from .failures import AttemptFailed, FailureStage


@attrs.define
class AttemptTrace:
    """The state of a call's current attempt, and the number of all its attempts.

    Attributes:
        may_send: Asked just before the first byte of an attempt; None means that it may leave.
        started: The attempt began to look for a connection.
        sent: Its first byte was written.
        reused: Its connection had been used before.
        attempts: Those that are over.
        sent_attempts: Those of them that may have reached the gateway.
    """

    may_send: Callable[[], bool] | None = None
    started: bool = False
    sent: bool = False
    reused: bool = False
    attempts: int = 0
    sent_attempts: int = 0

    def queue(self) -> None:
        """Note that an attempt waits for a connection: nothing of it is sent before it begins."""
        self.started, self.sent = True, False

    def begin(self) -> None:
        """Note that the attempt begins."""
        self.started = self.sent = self.reused = False

    def end(self) -> None:
        """Count the attempt, which is over, whichever way."""
        self.attempts += 1
        self.sent_attempts += not self.unsent()

    def must_be_allowed(self) -> None:
        """Refuse to send what may not be sent any more.

        Raises:
            AttemptFailed: WITHHELD.
        """
        if self.may_send is not None and not self.may_send():
            raise AttemptFailed(FailureStage.WITHHELD, Text("reason.too_late"))

    def unsent(self) -> bool:
        """Return whether there is evidence that the attempt stopped before its first byte.

        No trace event at all is no evidence: such an attempt counts as sent.
        """
        return self.started and not self.sent

    @property
    def stage(self) -> FailureStage:
        """How far an attempt got that has no reply: UNSENT or UNANSWERED."""
        return FailureStage.UNSENT if self.unsent() else FailureStage.UNANSWERED


def first_trace_config() -> aiohttp.TraceConfig:
    """Make the trace that keeps a request's :class:`AttemptTrace`, its ``trace_request_ctx``."""
    config = aiohttp.TraceConfig()

    async def started(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        context.trace_request_ctx.started = True

    async def reused(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        context.trace_request_ctx.reused = True

    async def sent(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        context.trace_request_ctx.sent = True

    config.on_request_start.append(started)
    config.on_connection_reuseconn.append(reused)
    config.on_request_headers_sent.append(sent)
    return config


def last_trace_config() -> aiohttp.TraceConfig:
    """Make the trace, to come after a caller's own, that asks ``may_send`` a last time.

    aiohttp says "headers sent" before it writes them, so the request can still be stopped.
    """
    config = aiohttp.TraceConfig()

    async def sent(_: aiohttp.ClientSession, context: SimpleNamespace, __: Any) -> None:
        trace: AttemptTrace = context.trace_request_ctx
        try:
            trace.must_be_allowed()
        except AttemptFailed:
            trace.sent = False
            raise

    config.on_request_headers_sent.append(sent)
    return config
