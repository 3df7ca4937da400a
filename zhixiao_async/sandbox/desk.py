"""What serves a request: the tables, the time, the rules, and one function per endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from ..registry import Request
from .clock import Clock
from .listing import Listing
from .rules import Rules
from .store import Store

Serve = Callable[["Desk", Any], object]
ServeT = TypeVar("ServeT", bound=Serve)

_SERVED: dict[type[Request[Any]], Serve] = {}


@attrs.frozen(kw_only=True)
class Desk:
    """Everything that the endpoints' functions work with.

    Attributes:
        store: The tables.
        clock: The sandbox's time.
        rules: How the document's open questions are settled.
        listing: The rows of ``order_list``.
        public_url: Where payers reach the gateway, for the links it hands out.
    """

    store: Store
    clock: Clock
    rules: Rules
    listing: Listing
    public_url: str

    def serve(self, request: Request[Any]) -> object:
        """Do what a request asks, completely or not at all.

        Returns:
            The documented result, or the finished JSON of one as bytes.

        Raises:
            Refusal: The answer is no.
        """
        with self.store.transaction():
            return _SERVED[type(request)](self, request)


def serves(kind: type[Request[Any]]) -> Callable[[ServeT], ServeT]:
    """Register the function that serves a request class."""

    def register(function: ServeT) -> ServeT:
        _SERVED[kind] = function
        return function

    return register
