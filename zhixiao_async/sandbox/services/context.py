"""The context of every service, and the register of one service function per endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from ...registry import Request
from ..clock import Clock
from ..database.sqlite import Database
from ..rules import Rules
from .listing import Listing

Serve = Callable[["GatewayContext", Any], object]
ServeT = TypeVar("ServeT", bound=Serve)

_SERVED: dict[type[Request[Any]], Serve] = {}


@attrs.frozen(kw_only=True)
class GatewayContext:
    """Everything that the services work with.

    Attributes:
        database: The sandbox's database.
        clock: The sandbox's time.
        rules: How the sandbox answers what the document leaves open.
        listing: The rows of ``order_list``.
        public_url: URL where payers reach the gateway, for the links it hands out.
    """

    database: Database
    clock: Clock
    rules: Rules
    listing: Listing
    public_url: str

    def serve(self, request: Request[Any]) -> object:
        """Do what a request asks, completely or not at all.

        Returns:
            The documented result, or its finished JSON as bytes.

        Raises:
            Refusal: The gateway refuses the request.
        """
        with self.database.transaction():
            return _SERVED[type(request)](self, request)


def serves(kind: type[Request[Any]]) -> Callable[[ServeT], ServeT]:
    """Register the decorated function for a request class."""

    def register(function: ServeT) -> ServeT:
        _SERVED[kind] = function
        return function

    return register
