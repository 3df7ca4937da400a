"""Whose orders are exported, and a client for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

import attrs

from ...client import Client
from ...config.connections import Connections
from ...config.credentials import Credentials, base_url_from_env
from ...errors import InvalidRequest
from ...messages.text import Text

Merchants: TypeAlias = Client | str | Sequence[Client | str]
"""A client, or the prefix of the environment variables that have a merchant's credentials, such as
``ZHIXIAO_``; or several of either."""


@attrs.frozen
class Merchant:
    """A merchant by name, and its client if the caller has one.

    Attributes:
        name: The prefix of its variables, or its id.
        client: The caller's, who closes it.
    """

    name: str
    client: Client | None = attrs.field(default=None, repr=False)

    @asynccontextmanager
    async def open_client(self, limit: int) -> AsyncIterator[Client]:
        """Yield its client; one that is made here has ``limit`` connections, and is closed.

        Raises:
            InvalidRequest: A variable is missing or malformed.
        """
        if self.client is not None:
            yield self.client
            return
        async with client_of(self.name, limit) as client:
            yield client


def client_of(prefix: str, limit: int) -> Client:
    """Make the client of a prefix, with so many connections at most.

    Raises:
        InvalidRequest: A variable is missing or malformed.
    """
    return Client.from_env(prefix, connections=Connections(limit=limit))


def require_credentials(merchants: Sequence[Merchant]) -> None:
    """Check that the credentials of every merchant without a client can be found here.

    Raises:
        InvalidRequest: A variable is missing or malformed.
    """
    for merchant in merchants:
        if merchant.client is None:
            Credentials.from_env(merchant.name)
            base_url_from_env(merchant.name)


def require_names(merchants: Sequence[Merchant]) -> None:
    """Check that merchants are given by name alone: a client has secrets, and stays here.

    Raises:
        InvalidRequest: One is a client.
    """
    if any(merchant.client is not None for merchant in merchants):
        raise InvalidRequest("merchants", Text("rule.merchants_by_prefix"))


def merchants_of(given: Merchants) -> list[Merchant]:
    """Return the merchants that are given.

    Raises:
        InvalidRequest: None is, one is of another type, or one is given twice.
    """
    each = [given] if isinstance(given, Client | str) else given
    if not isinstance(each, Sequence) or not each:
        raise InvalidRequest("merchants", Text("rule.not_merchants"), given=type(given))
    merchants = [_merchant(one) for one in each]
    names = [merchant.name for merchant in merchants]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InvalidRequest("merchants", Text("rule.merchant_twice"), given=twice[0])
    return merchants


def _merchant(given: object) -> Merchant:
    if isinstance(given, Client):
        return Merchant(given.app_id, given)
    if isinstance(given, str) and given:
        return Merchant(given)
    raise InvalidRequest("merchants", Text("rule.not_merchants"), given=type(given))
