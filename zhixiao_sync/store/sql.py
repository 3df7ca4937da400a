"""Databases through SQLAlchemy 2, without an event loop (the extra ``zhixiao[sql]``)."""

from __future__ import annotations

from typing import Any, TypeVar, overload

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from zhixiao_async import InvalidRequest
from zhixiao_async.messages.text import Text
from zhixiao_async.store import sql
from zhixiao_async.store.sql import InboxMixin, JournalMixin, sqlalchemy_table
from zhixiao_async.store.sql_sessions import BaseSessionStore

SessionT = TypeVar("SessionT", bound=Session)

__all__ = [
    "InboxMixin",
    "JournalMixin",
    "SQLStore",
    "SessionStore",
    "engine_for",
    "sqlalchemy_table",
]


class SQLStore(sql.SQLStore[sa.Connection]):
    """An engine's database. Handlers get its ``Connection``.

    Arguments and errors as :class:`zhixiao_async.store.sql.SQLStore`; the engine is a sync one.
    """

    def __init__(self, engine: sa.Engine, *, wait: float = 10.0) -> None:
        given: object = engine
        if isinstance(given, AsyncEngine):
            raise InvalidRequest("engine", Text("rule.not_sync_engine"))
        super().__init__(engine, wait=wait)


class SessionStore(BaseSessionStore[SessionT]):
    """The database of a ``sessionmaker``. Handlers get a ``Session``.

    What a handler adds and changes is flushed and committed together with the inbox's row: it
    calls neither ``commit()`` nor ``close()``.

    Args:
        sessions: Yours, of one engine. Of a ``scoped_session`` each transaction has a session of
            its own, which is the current one while the handler runs.
        wait: Seconds, as for :class:`SQLStore`.

    Raises:
        InvalidRequest: No ``sessionmaker``; its sessions have several engines, two-phase commits
            or a database that isn't supported; no seconds. At the first transaction: an engine in
            AUTOCOMMIT, or none.
    """

    blocking = True
    _factories = (sessionmaker, scoped_session)
    _session_kind = Session

    @overload
    def __init__(self, sessions: sessionmaker[SessionT], *, wait: float = ...) -> None: ...
    @overload
    def __init__(self, sessions: scoped_session[SessionT], *, wait: float = ...) -> None: ...
    def __init__(
        self, sessions: sessionmaker[SessionT] | scoped_session[SessionT], *, wait: float = 10.0
    ) -> None:
        super().__init__(sessions, wait)

    def _sync_session(self, own: Session) -> Session:
        return own

    async def _connection(self, own: Session) -> Any:
        self._require_own_kind(own)
        return own.connection(bind_arguments={"bind": self._bind(own)})


def engine_for(url: str) -> sa.Engine:
    """Make a sync engine for a URL.

    Raises:
        InvalidRequest: No URL of SQLAlchemy's, or its driver is for an event loop. The URL isn't
            shown: it may hold a password.
        ImportError: Its driver isn't installed.
    """
    engine = sql.engine_for(url, blocking=True)
    if isinstance(engine, AsyncEngine):
        raise InvalidRequest("url", Text("rule.not_sync_engine"))
    return engine
