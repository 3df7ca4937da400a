"""Timeouts and retries: frozen values, checked when made."""

from __future__ import annotations

import attrs
from attrs import field

from ..checks import flag, number, seconds_or_none, whole


@attrs.frozen(kw_only=True)
class Timeouts:
    """Time limits in seconds; None means no limit.

    Attributes:
        connect: Making a connection: name lookup, TCP, a proxy and TLS.
        sock_connect: The TCP handshake of one new connection.
        sock_read: The longest silence while a reply is read.
        total: One attempt from start to end, so that a slow drip ends too.
        deadline: The whole call: every attempt, every pause between them, and the wait for a
            connection of the pool to be free, which nothing else limits.
    """

    connect: float | None = field(default=10.0, validator=seconds_or_none)
    sock_connect: float | None = field(default=5.0, validator=seconds_or_none)
    sock_read: float | None = field(default=30.0, validator=seconds_or_none)
    total: float | None = field(default=60.0, validator=seconds_or_none)
    deadline: float | None = field(default=120.0, validator=seconds_or_none)


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How often to try again, where that can't double any money.

    The pause before attempt *n* is drawn evenly from 0 to
    ``min(max_backoff, backoff * 2 ** (n - 2))`` seconds (full jitter).

    Attributes:
        attempts: Tries in all, at least 1; 1 means no retries.
        backoff: Upper end of the first pause, in seconds.
        max_backoff: No pause is longer, in seconds, unless the gateway's Retry-After asks for up to
            a minute. If it asks for more, the call fails at once and says so.
        budget: Retries that a client may have in hand. Each retry takes one, each call
            that succeeds at once gives back a tenth; with none left, failures surface
            at once, so that an outage isn't multiplied by everyone's retries.
        resend_keyed: Send order_create and order_cancel again after a lost reply. Say True
            only if your gateway promises that a repeated number is harmless; the
            document doesn't.
    """

    attempts: int = field(default=3, validator=whole())
    backoff: float = field(default=0.2, validator=number(minimum=0))
    max_backoff: float = field(default=5.0, validator=number(minimum=0))
    budget: float = field(default=20.0, validator=number(minimum=0))
    resend_keyed: bool = field(default=False, validator=flag)
