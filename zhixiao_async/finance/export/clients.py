"""The clients of the merchants whose days are in hand, kept open from day to day."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack

from ...client import Client
from .merchants import Merchant, client_of

_MOST_OPEN = 4
"""More than the days that one process has in hand: a thousand merchants come one after another."""


class OpenClients:
    """A client for each merchant, made when it is first asked for; close it in the end.

    Args:
        limit: Connections of each client that is made here.
        merchants: Those that bring a client of their own, which stays open.
    """

    def __init__(self, limit: int, merchants: Sequence[Merchant] = ()) -> None:
        self._limit = limit
        self._given = {each.name: each.client for each in merchants if each.client is not None}
        self._open: dict[str, Client] = {}

    async def get(self, name: str) -> Client:
        """Return a merchant's client.

        Args:
            name: The merchant's, as :class:`.merchants.Merchant` has it.

        Raises:
            InvalidRequest: A variable is missing or malformed.
        """
        if name in self._given:
            return self._given[name]
        client = self._open.pop(name, None)
        if client is None:
            client = client_of(name, self._limit)
        self._open[name] = client  # the last one again: the first is the longest out of use
        if len(self._open) > _MOST_OPEN:
            await self._open.pop(next(iter(self._open))).close()
        return client

    async def close(self) -> None:
        """Close the clients that were made here."""
        async with AsyncExitStack() as stack:
            for client in self._open.values():
                stack.push_async_callback(client.close)
        self._open.clear()
