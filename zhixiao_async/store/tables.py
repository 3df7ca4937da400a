"""A table described once, for every database."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import Enum
from hashlib import sha256
from typing import Any, TypeAlias

import attrs

from .._numbers import LONGEST_ID
from ..errors import InvalidRequest

Value: TypeAlias = str | int | None
Row: TypeAlias = Mapping[str, Any]

KEY_LENGTH = LONGEST_ID
"""Characters: no number that is let in has more bytes."""

_LONGEST_NAME = 63
"""Characters, of any table's or index's name: PostgreSQL cuts a longer one without a word."""


class Kind(Enum):
    """What a column holds."""

    KEY = "short text, compared byte for byte"
    TEXT = "text of any length"
    NUMBER = "a whole number of up to 64 bits"


@attrs.frozen
class Column:
    """A column.

    Attributes:
        name: As in SQL.
        kind: What it holds.
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
        indexes: The columns of each index beside the primary key's. Their names are derived.
        unique: The columns of each index that lets no two rows be alike in them; likewise.

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
            rule = "must be letters, digits and _, at most 60, and not begin with sqlite_"
            raise InvalidRequest("table", rule, given=self.name)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the primary key's columns."""
        return tuple(column.name for column in self.columns if column.key)

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
            InvalidRequest: One that is required is missing: the table is another kind of table.
        """
        missing = [column for column in self.columns if column.name not in present]
        for column in missing:
            if column.required:
                rule = f"is there without the column {column.name}: give another table's name"
                raise InvalidRequest("table", rule, given=self.name)
        return missing

    @property
    def contradicted(self) -> InvalidRequest:
        """The error for rows that are there already and that no unique index can be made of."""
        alike = " or ".join(", ".join(columns) for columns in self.unique)
        rule = (
            f"has rows that are alike in {alike}: find them by GROUP BY … HAVING count(*) > 1, put "
            "right what they stand for, remove all but one of each, and create the table again"
        )
        return InvalidRequest("table", rule, given=self.name)

    def order(self, newest_by: str, where: Collection[str]) -> tuple[str, ...]:
        """Return the columns that put rows in one order, the first of them ``newest_by``.

        Args:
            newest_by: The column that matters.
            where: Columns that are the same in all rows.
        """
        ties = [name for name in self.key if name != newest_by and name not in where]
        return (newest_by, *ties)
