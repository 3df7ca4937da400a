"""The operation of the migrations that lets them take over tables which are there already."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

from zhixiao_async.journal.rows import journal_table
from zhixiao_async.notify import inbox_table

from .schema import missing

_TABLES = {table.name: table for table in (inbox_table(), journal_table())}


class CreateTable(migrations.CreateModel):
    """Creates a model's table as ``create_table()`` does; completes one that is there already."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create what is missing."""
        model = to_state.apps.get_model(app_label, self.name)
        connection = schema_editor.connection
        if self.allow_migrate_model(connection.alias, model):
            for sql in missing(connection, _TABLES[model._meta.db_table]):
                schema_editor.execute(sql, None)
