"""A store on a sessionmaker: handlers get a session, which the inbox flushes and commits."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar, overload
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import PendingRollbackError, UnboundExecutionError
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker
from sqlalchemy.orm import Session

from ..errors import InvalidRequest
from ..messages.text import Text
from .clock import DatabaseClock
from .protocol import TransactionEnded
from .sql_base import DatabaseStore
from .sql_forks import replace_pool_after_fork
from .sql_guard import guarded, kept_to
from .sql_lost_work import watching_sessions
from .sql_scope import in_scope

SessionT = TypeVar("SessionT")
AsyncSessionT = TypeVar("AsyncSessionT", bound=AsyncSession)


class BaseSessionStore(DatabaseStore[SessionT]):
    """The part of a session store that is the same for sync and async sessions."""

    _factories: tuple[type[Any], ...]
    _session_kind: type[Any]

    def __init__(self, sessions: Any, wait: float) -> None:
        if not isinstance(sessions, self._factories):
            rule = Text("rule.not_sessionmaker", name=self._factories[0].__name__)
            raise InvalidRequest("sessions", rule, given=type(sessions))
        super().__init__(wait)
        self._registry = getattr(sessions, "registry", None)
        self._maker: Callable[[], Any] = getattr(sessions, "session_factory", sessions)
        self._binds: WeakKeyDictionary[Session, Any] = WeakKeyDictionary()
        self.clock = DatabaseClock()
        settings = getattr(self._maker, "kw", {})
        if settings.get("twophase"):
            raise InvalidRequest("sessions", Text("rule.twophase"))
        binds = {_engine_of(bind) for bind in (settings.get("binds") or {}).values()}
        if settings.get("bind") is not None:
            binds.add(_engine_of(settings["bind"]))
        if len(binds) > 1:
            raise InvalidRequest("sessions", Text("rule.several_engines"))
        self._only_bind: sa.Engine | None = None
        for engine in binds:
            self._use_engine(engine, "sessions")
            self._only_bind = engine if settings.get("bind") is None else None

    @abstractmethod
    def _sync_session(self, own: Any) -> Session:
        """Return the sync session of one of the store's kind."""

    def _require_own_kind(self, own: object) -> None:
        if not isinstance(own, self._session_kind):
            rule = Text("rule.not_session_of_its_kind", name=self._session_kind.__name__)
            raise InvalidRequest("connection", rule, given=type(own))

    def _open(self) -> Any:
        own = self._maker()
        self._require_own_kind(own)
        replace_pool_after_fork(_engine_of(self._bind(own)))
        return own

    def _bind(self, own: Any) -> Any:
        """Return the engine or connection of a session, the same one each time."""
        session = self._sync_session(own)
        if session not in self._binds:
            if session.twophase:
                raise InvalidRequest("sessions", Text("rule.twophase"))
            try:
                bind = self._only_bind or session.get_bind()
            except UnboundExecutionError as error:
                raise InvalidRequest("sessions", Text("rule.session_without_engine")) from error
            if _engine_of(bind) is not self._sync_engine:
                self._use_engine(_engine_of(bind), "sessions")
            self._binds[session] = bind
        return self._binds[session]

    @contextmanager
    def _guarded(self, own: Any, connection: sa.Connection) -> Iterator[Callable[[], None]]:
        session = self._sync_session(own)
        outer = session.get_nested_transaction()

        def finish() -> None:
            require_own_connection()
            require_committed()
            while (nested := session.get_nested_transaction()) not in (outer, None):
                nested.commit()  # as the session's own commit() does with those left open
            session.flush()

        scope = in_scope(self._registry, own) if self._registry is not None else nullcontext()
        with (
            scope,
            kept_to(session, connection, event) as require_own_connection,
            watching_sessions(connection) as require_committed,
            guarded(connection, event),
        ):
            yield finish

    async def _finish(self, own: Any, finish: Callable[[], None]) -> None:
        try:
            await super()._finish(own, finish)
        except PendingRollbackError as error:  # the handler went on after a flush that failed
            raise TransactionEnded from error


class SessionStore(BaseSessionStore[AsyncSessionT]):
    """The database of an ``async_sessionmaker``. Handlers get an AsyncSession.

    What a handler adds and changes is flushed and committed together with the inbox's row: it
    calls neither ``commit()`` nor ``close()``.

    Args:
        sessions: Yours, of one engine. Of an ``async_scoped_session`` each transaction has a
            session of its own, which is the current one while the handler runs.
        wait: Seconds, as for :class:`SQLStore`.

    Raises:
        InvalidRequest: No ``async_sessionmaker``; its sessions have several engines, two-phase
            commits or a database that isn't supported; no seconds. At the first transaction: an
            engine in AUTOCOMMIT, or none.
    """

    blocking = False
    _factories = (async_sessionmaker, async_scoped_session)
    _session_kind = AsyncSession

    @overload
    def __init__(
        self, sessions: async_sessionmaker[AsyncSessionT], *, wait: float = ...
    ) -> None: ...
    @overload
    def __init__(
        self, sessions: async_scoped_session[AsyncSessionT], *, wait: float = ...
    ) -> None: ...
    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSessionT] | async_scoped_session[AsyncSessionT],
        *,
        wait: float = 10.0,
    ) -> None:
        super().__init__(sessions, wait)

    def _sync_session(self, own: AsyncSession) -> Session:
        return own.sync_session

    async def _connection(self, own: AsyncSession) -> Any:
        self._require_own_kind(own)
        return await own.connection(bind_arguments={"bind": self._bind(own)})


def _engine_of(bind: Any) -> sa.Engine:
    """Return the sync engine of whatever a session may be bound to."""
    sync = getattr(bind, "sync_engine", None) or getattr(bind, "sync_connection", None) or bind
    engine: sa.Engine = sync.engine
    return engine
