"""Fields and indexes as the library's own tables have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from zhixiao_async.store import Table
from zhixiao_async.store.tables import KEY_LENGTH

if TYPE_CHECKING:
    _Text = models.CharField[Any, Any]
else:  # it takes no type arguments when it runs
    _Text = models.CharField


class KeyField(_Text):
    """Short text that is compared byte for byte, on MariaDB and MySQL as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": KEY_LENGTH, **kwargs})

    def deconstruct(self) -> Any:
        """Return the field for a migration, without what is only shown."""
        name, path, args, kwargs = super().deconstruct()
        shown = ("verbose_name", "choices")
        return name, path, args, {key: kwargs[key] for key in kwargs if key not in shown}

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the column's type and collation."""
        collation = "utf8mb4_bin" if connection.vendor == "mysql" else None
        return {**super().db_parameters(connection), "collation": collation}


class NamedIndex(models.Index):
    """An index with a name as long as PostgreSQL and MySQL take it."""

    max_name_length = 63


def indexes(table: Table) -> list[models.Index]:
    """Return a table's indexes but for the unique ones."""
    return [
        NamedIndex(fields=columns, name=name)
        for name, columns in table.named_indexes.items()
        if columns not in table.unique
    ]


def constraints(table: Table) -> list[models.UniqueConstraint]:
    """Return a table's unique indexes, which Django has as constraints."""
    return [
        models.UniqueConstraint(fields=columns, name=name)
        for name, columns in table.named_indexes.items()
        if columns in table.unique
    ]
