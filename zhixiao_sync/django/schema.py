"""What a described table lacks in a database of Django's."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from zhixiao_async.store import Table
from zhixiao_async.store.plain_schema import missing_statements

from .dialects import DIALECTS


def missing(connection: BaseDatabaseWrapper, table: Table) -> list[str]:
    """Return the statements that create the table, or complete an existing one.

    Raises:
        InvalidRequest: A table of this name lacks a column that can't be added.
    """
    columns: list[str] = []
    indexes: set[str] = set()
    look = connection.introspection
    with connection.cursor() as cursor:
        if table.name in look.table_names(cursor):
            columns = [each.name for each in look.get_table_description(cursor, table.name)]
            indexes = {*look.get_constraints(cursor, table.name)}
    dialect = DIALECTS[connection.vendor]
    return missing_statements(
        table, columns, indexes, spelling=dialect.spelling, types=dialect.types
    )
