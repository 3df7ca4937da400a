"""The client that a journal sends by, async or sync, and which client it refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from ..config import Timeouts
from ..endpoints import OrderQueryResult
from ..errors import InvalidRequest
from ..messages.text import Text
from ..resolving import Resolution


class JournalClient(Protocol):
    """A client of either package: what its methods return is awaited where it has to be."""

    @property
    def app_id(self) -> str:
        """The merchant whose client it is."""
        ...

    @property
    def timeouts(self) -> Timeouts:
        """The limits of its calls, in seconds."""
        ...

    @property
    def call(self) -> Callable[..., object]:
        """Send a request and return its result."""
        ...

    @property
    def order_query(self) -> Callable[..., Awaitable[OrderQueryResult] | OrderQueryResult]:
        """Section 2.2."""
        ...

    @property
    def resolve(self) -> Callable[..., Awaitable[Resolution] | Resolution]:
        """Find out what became of a request."""
        ...


def must_suit(client: object, *, awaited: bool) -> None:
    """Refuse a client of the other package, and one whose calls need not end.

    Args:
        client: The client that a journal was given.
        awaited: Whether the journal is the async one.

    Raises:
        InvalidRequest: The client doesn't suit.
    """
    own, other = ("__aenter__", "__enter__") if awaited else ("__enter__", "__aenter__")
    of_the_other = hasattr(client, other) and not hasattr(client, own)
    timeouts = getattr(client, "timeouts", None)
    if of_the_other or not isinstance(timeouts, Timeouts):
        rule = Text("rule.not_client_of_async" if awaited else "rule.not_client_of_sync")
        raise InvalidRequest("client", rule, given=type(client))
    if timeouts.deadline is None:
        raise InvalidRequest("client", Text("rule.no_deadline"), given=timeouts)
