"""The purpose of a call: it decides the error that a caller gets when the call's end is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from zhixiao_async.checks import is_number
from zhixiao_async.registry import Effect, Endpoint
from zhixiao_async.transport.failures import AttemptFailed, FailureStage, to_error

_EXTRA_WAIT = 5.0
"""Seconds that a caller waits longer than its call may take, since the loop may be held up."""


def caller_timeout(seconds: float | None, more: float = 0.0) -> float | None:
    """Return the seconds that a caller waits for a call that may take so many."""
    # Anything but a number is refused on the loop.
    return seconds + more + _EXTRA_WAIT if is_number(seconds) else None


@attrs.frozen(kw_only=True)
class Purpose:
    """The endpoint and the parameters of a call, and the seconds that its caller waits.

    Attributes:
        endpoint: The endpoint that is called.
        request: The request object, if there is one.
        params: The parameters by name, if there is no request object.
        timeout: Seconds after which the caller waits no longer. None: until the loop shows no sign
            of life.
    """

    endpoint: Endpoint
    request: object = None
    params: Mapping[str, Any] | None = None
    timeout: float | None = None

    @property
    def changing_call(self) -> str:
        """The call's name if it changes anything, else an empty text."""
        return "" if self.endpoint.effect is Effect.READ else self.endpoint.name

    def lost_error(self, reason: str, *, sent: bool) -> Exception:
        """Make the error of a call whose end the caller won't see."""
        return to_error(
            self.endpoint,
            AttemptFailed(FailureStage.UNANSWERED if sent else FailureStage.UNSENT, reason),
            request=self.params if self.request is None else self.request,
            sent=sent,
        )


class ProbesLost(Exception):
    """The end of the queries that resolve a lost request isn't known.

    Attributes:
        reason: Why, as a phrase.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@attrs.frozen(kw_only=True)
class ResolvePurpose(Purpose):
    """The purpose of queries that find out what became of a lost request.

    Their error is never NotSent: a caller would take it for the lost request's own.
    """

    def lost_error(self, reason: str, *, sent: bool) -> Exception:
        """Make the error of queries whose end the caller won't see."""
        return ProbesLost(reason)
