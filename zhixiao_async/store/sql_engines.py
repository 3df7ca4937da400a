"""An engine for a URL, async or sync, as its driver is."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import InvalidRequestError as NotAsync
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ..errors import InvalidRequest
from ..messages.text import Text


def engine_for(url: str, *, blocking: bool = False) -> sa.Engine | AsyncEngine:
    """Make an engine for a URL: an async one if its driver is async, otherwise a sync one.

    Args:
        url: SQLAlchemy's.
        blocking: Prefer a sync engine where the driver, like psycopg, is both.

    Raises:
        InvalidRequest: No URL of SQLAlchemy's. It isn't shown: it may hold a password.
        ImportError: Its driver isn't installed.
    """
    try:
        if blocking and not (engine := sa.create_engine(url)).dialect.is_async:
            return engine
        try:
            return create_async_engine(url)
        except NotAsync:
            return sa.create_engine(url)
    except (ArgumentError, ValueError):
        raise InvalidRequest("url", Text("rule.not_database_url")) from None
