"""A table described once, for every database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from hashlib import sha256
from typing import Any, TypeAlias

import attrs

from ..checks import LONGEST_ID
from ..errors import InvalidRequest
from ..messages.text import Text, joined

Value: TypeAlias = str | int | None
Row: TypeAlias = Mapping[str, Any]

KEY_LENGTH = LONGEST_ID
"""Characters; every number that is let in has at most so many bytes."""

_LONGEST_NAME = 63
"""Characters of a table's or index's name: PostgreSQL cuts a longer one without a word."""


class Kind(Enum):
    """The kind of value that a column holds."""

    KEY = "short text, compared byte for byte"
    TEXT = "text of any length"
    NUMBER = "a whole number of up to 64 bits"


@attrs.frozen
class Column:
    """A column.

    Attributes:
        name: As in SQL.
        kind: The kind of its values.
        key: Whether it is part of the primary key.
        required: Whether it is NOT NULL.
    """

    name: str
    kind: Kind
    key: bool = False
    required: bool = True


@attrs.frozen
class Table:
    """A table: its name is the caller's choice, its columns and indexes are not.

    Attributes:
        name: As in SQL, where it is always quoted: it may be a word like ``order``.
        columns: Its columns.
        indexes: The columns of each index beside the primary key's. Index names are derived.
        unique: The columns of each unique index.

    Raises:
        InvalidRequest: The name isn't plain: letters, digits and ``_``, at most 60 characters,
            and not beginning with ``sqlite_``.
    """

    name: str
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()

    def __attrs_post_init__(self) -> None:
        plain = isinstance(self.name, str) and re.fullmatch(
            r"(?!(?i:sqlite_))[A-Za-z_]\w{0,59}", self.name, re.ASCII
        )
        if not plain:
            raise InvalidRequest("table", Text("rule.not_table_name"), given=self.name)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the primary key's columns."""
        return tuple(column.name for column in self.columns if column.key)

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Row]:
        """Return rows whose values a query found in the columns' order."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, values, strict=True)) for values in found]

    @property
    def named_indexes(self) -> Mapping[str, tuple[str, ...]]:
        """Each index's columns by its name."""
        return {self._index_name(columns): columns for columns in self.indexes + self.unique}

    def _index_name(self, columns: tuple[str, ...]) -> str:
        kind = "ux" if columns in self.unique else "ix"
        name = "__".join((f"{kind}_{self.name}", *columns))
        if len(name) <= _LONGEST_NAME:
            return name
        digest = sha256(name.encode()).hexdigest()[:8]  # long names may differ at their ends alone
        return f"{name[: _LONGEST_NAME - 9]}_{digest}"

    def missing(self, present: Collection[str]) -> list[Column]:
        """Return the columns that an existing table lacks and that can be added to it.

        Args:
            present: The names of the columns that it has.

        Raises:
            InvalidRequest: A required column is missing: the table is another kind of table.
        """
        missing = [column for column in self.columns if column.name not in present]
        for column in missing:
            if column.required:
                rule = Text("rule.another_table", column=column.name)
                raise InvalidRequest("table", rule, given=self.name)
        return missing

    @property
    def absent(self) -> InvalidRequest:
        """The error for a table that isn't in the database."""
        return InvalidRequest("table", Text("rule.no_table"), given=self.name)

    @property
    def outdated(self) -> InvalidRequest:
        """The error for a table of an earlier version, which lacks a column."""
        return InvalidRequest("table", Text("rule.no_column"), given=self.name)

    @property
    def contradicted(self) -> InvalidRequest:
        """The error for rows that are there already and contradict a unique index."""
        alike = joined("field.or", [", ".join(columns) for columns in self.unique])
        return InvalidRequest("table", Text("rule.rows_alike", columns=alike), given=self.name)

    def order(self, newest_by: str, where: Collection[str]) -> tuple[str, ...]:
        """Return the columns that put rows in one order, the first of them ``newest_by``.

        Args:
            newest_by: The column to order by.
            where: Columns that have one value in all rows.
        """
        ties = [name for name in self.key if name != newest_by and name not in where]
        return (newest_by, *ties)
