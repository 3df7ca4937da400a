"""The inbox that ``zhixiao inbox`` looks into: a SQLite file, or a table elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import attrs

from ..errors import ZhixiaoError
from ..notify import Inbox
from ..store import SQLiteStore
from ..store.async_or_sync import maybe_await
from ..store.sqlite_file import is_url
from .errors import CommandError, sentence
from .wording import Text

T = TypeVar("T")


@attrs.frozen
class Database:
    """An inbox's table, as the options name it.

    Attributes:
        db: A SQLite file; None if there is a URL.
        url: Of another database, as SQLAlchemy writes it.
        table: The table's name.
    """

    db: str | None
    url: str | None
    table: str

    def ask(self, action: Callable[[Inbox[Any]], Awaitable[T]], *, blocking: bool = False) -> T:
        """Run an action on the inbox; return its result.

        Args:
            action: What to do with it.
            blocking: Whether it needs a connection of a sync driver.

        Raises:
            CommandError: Whatever a driver raises, in one sentence.
        """

        async def act() -> T:
            async with self._opened(blocking) as inbox:
                return await action(inbox)

        try:
            return asyncio.run(act())
        except (CommandError, ZhixiaoError):
            raise
        except Exception as error:  # whatever a driver raises
            reason = sentence(error)
            if self.table not in reason:
                raise CommandError(reason) from None
            # However a database puts it: its own trouble seldom names the table.
            raise CommandError(Text("inbox.table_hint", reason=reason, table=self.table)) from None

    @asynccontextmanager
    async def _opened(self, blocking: bool) -> AsyncGenerator[Inbox[Any], None]:
        if self.url is None:
            yield Inbox(_existing(self.db or ""), table=self.table)
            return
        try:
            from ..store.sql import SQLStore, engine_for

            engine: Any = engine_for(self.url, blocking=blocking)
        except ImportError as error:
            raise CommandError(Text("inbox.not_installed", name=error.name or error)) from None
        if engine.dialect.name == "sqlite":  # which would create a file that isn't there
            raise CommandError(Text("inbox.url_is_file"))
        try:
            yield Inbox(SQLStore(engine), table=self.table)
        finally:
            await maybe_await(engine.dispose())


def _existing(file: str) -> SQLiteStore:
    if is_url(file):
        raise CommandError(Text("inbox.db_is_url"))
    if not Path(file).is_file():  # SQLite would create it
        raise CommandError(Text("inbox.no_file", file=file))
    return SQLiteStore(file)
