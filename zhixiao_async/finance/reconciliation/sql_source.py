"""Books that a query of a database returns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

import attrs

from ...errors import InvalidRequest
from ...messages.text import Text
from .mapping import ColumnMapping, places
from .rows import RawRows, Reading, numbered

_BATCH = 50_000


class Engine(Protocol):
    """The part of SQLAlchemy's ``Engine`` that is needed here."""

    def connect(self) -> AbstractContextManager[Any]:
        """Return a connection."""
        ...


@attrs.frozen(eq=False)
class SqlSource:
    """A query's rows.

    Attributes:
        database: An engine, or a URL as SQLAlchemy writes it.
        query: The query, in the database's own words.
    """

    database: str | Engine = attrs.field(repr=False)
    query: str = attrs.field(repr=False)

    @property
    def name(self) -> str:
        """The same for every query, which may hold somebody's name."""
        return "SQL"

    def read(
        self, mapping: ColumnMapping, reading: Reading, *, personal: bool
    ) -> Iterator[RawRows]:
        """Yield the rows; as :meth:`.rows.Source.read`."""
        engine: Any = self.database
        if isinstance(engine, str):
            # It needs SQLAlchemy, which nobody needs who has no database.
            from ...store.sql import engine_for

            engine = engine_for(engine, blocking=True)
        if engine.dialect.is_async:
            raise InvalidRequest("database", Text("rule.async_engine"))
        try:
            yield from self._read(engine, mapping, personal=personal)
        finally:
            if isinstance(self.database, str):
                engine.dispose()

    def _read(self, engine: Any, mapping: ColumnMapping, *, personal: bool) -> Iterator[RawRows]:
        with engine.connect() as connection:
            # Without parameters a percent sign is one.
            options = {"stream_results": True, "no_parameters": True, "max_row_buffer": _BATCH}
            result = connection.execution_options(**options).exec_driver_sql(self.query)
            at = places(self.name, mapping.wanted(personal=personal), list(result.keys()))
            line = 1
            while batch := result.fetchmany(_BATCH):
                yield RawRows(
                    {field: [row[place] for row in batch] for field, place in at.items()},
                    numbered(line, len(batch)),
                    batch.__getitem__,
                )
                line += len(batch)
