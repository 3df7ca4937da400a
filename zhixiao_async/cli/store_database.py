"""A table that a command looks into: in a SQLite file, or in a database elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import attrs
import click

from ..errors import InvalidRequest, ZhixiaoError
from ..store import SQLiteStore, Store
from ..store.async_or_sync import maybe_await
from ..store.sqlite_file import is_url
from .errors import CommandError, sentence
from .terminal import Terminal
from .wording import Text

T = TypeVar("T")


@attrs.frozen
class Database:
    """A table, as the options name it.

    Attributes:
        db: A SQLite file; None if there is a URL.
        url: Of another database, as SQLAlchemy writes it.
        table: The table's name.
    """

    db: str | None
    url: str | None
    table: str

    def ask(self, action: Callable[[Store[Any]], Awaitable[T]], *, blocking: bool = False) -> T:
        """Run an action on the table's database; return its result.

        Args:
            action: What to do with it.
            blocking: Whether it needs a connection of a sync driver.

        Raises:
            CommandError: Whatever a driver raises, in one sentence.
        """

        async def act() -> T:
            async with self._opened(blocking) as store:
                return await action(store)

        try:
            return asyncio.run(act())
        except InvalidRequest as error:
            if error.code != "no_table":
                raise
            raise CommandError(Text("database.no_table", table=self.table)) from None
        except (CommandError, ZhixiaoError):
            raise
        except Exception as error:  # whatever a driver raises
            raise CommandError(sentence(error)) from None

    @asynccontextmanager
    async def _opened(self, blocking: bool) -> AsyncGenerator[Store[Any], None]:
        if self.url is None:
            yield _existing(self.db or "")
            return
        try:
            from ..store.sql import SQLStore, engine_for

            engine: Any = engine_for(self.url, blocking=blocking)
        except ImportError as error:
            raise CommandError(Text("database.not_installed", name=error.name or error)) from None
        if engine.dialect.name == "sqlite":  # which would create a file that isn't there
            raise CommandError(Text("database.url_is_file"))
        try:
            yield SQLStore(engine)
        finally:
            await maybe_await(engine.dispose())


def on_a_table(default: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Add the options that name a table; the function gets the :class:`Database` they name.

    Args:
        default: The table's name, unless another is given.
    """
    options = (
        click.option("--db", metavar="FILE"),
        click.option("--url", metavar="SQLALCHEMY_URL"),
        click.option("--table", default=default, metavar="TABLE", show_default=True),
    )

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        def wrapper(
            terminal: Terminal, db: str | None, url: str | None, table: str, **rest: Any
        ) -> T:
            if (db is None) == (url is None):
                raise click.UsageError(Text("database.db_or_url"), click.get_current_context())
            return function(terminal, Database(db, url, table), **rest)

        wrapped: Callable[..., T] = click.pass_obj(update_wrapper(wrapper, function))
        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return decorate


def _existing(file: str) -> SQLiteStore:
    if is_url(file):
        raise CommandError(Text("database.db_is_url"))
    if not Path(file).is_file():  # SQLite would create it
        raise CommandError(Text("database.no_file", file=file))
    return SQLiteStore(file)
