"""What the journal needs of a client, async or sync, and which client it refuses."""

from __future__ import annotations

from typing import Any, Protocol

from ..config import Timeouts
from ..errors import InvalidRequest

SEND_WITHIN = 60.0
"""Seconds since before an entry is written down, in which the first byte of its call must leave."""


class Sends(Protocol):
    """The part of a client that is needed here."""

    @property
    def app_id(self) -> str:
        """Whose client it is."""
        ...

    @property
    def timeouts(self) -> Timeouts:
        """How long its calls wait."""
        ...

    @property
    def call(self) -> Any:
        """Send a request."""
        ...

    @property
    def order_query(self) -> Any:
        """Section 2.2."""
        ...

    @property
    def settle(self) -> Any:
        """Find out what became of a request."""
        ...


def must_suit(client: object, *, awaited: bool) -> None:
    """Refuse a client of the other package, and one whose calls need not end.

    Args:
        client: What the journal was given.
        awaited: Whether the journal is the async one.

    Raises:
        InvalidRequest: It doesn't suit.
    """
    own, other = ("__aenter__", "__enter__") if awaited else ("__enter__", "__aenter__")
    of_the_other = hasattr(client, other) and not hasattr(client, own)
    timeouts = getattr(client, "timeouts", None)
    if of_the_other or not isinstance(timeouts, Timeouts):
        rule = f"must be a Client of {'zhixiao_async' if awaited else 'zhixiao_sync'}"
        raise InvalidRequest("client", rule, given=type(client))
    if timeouts.deadline is None:
        raise InvalidRequest(
            "client",
            "must have a Timeouts.deadline: a call without one may still be sent after resume() "
            "has found it not applied",
            given=timeouts,
        )
