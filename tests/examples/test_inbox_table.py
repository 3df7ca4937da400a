"""The inbox's table as docs/notifications.md shows it: created so, and known to Alembic."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import attrs
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from tests.support.places import DOCS
from zhixiao_async.notify import inbox_table
from zhixiao_async.store.sql import SQLStore, sqlalchemy_table
from zhixiao_sync.notify import Inbox

PAGE = (DOCS / "notifications.md").read_text("utf-8")
SHOWN = dict(re.findall(r"<!-- ddl: (\w+) -->\n```sql\n(.*?)```", PAGE, re.DOTALL))
[REVISION] = re.findall(r"<!-- run: revision -->\n```python\n(.*?)```", PAGE, re.DOTALL)


def tokens(sql: str) -> list[str]:
    """Words and signs, but for the quotes that names may do without."""
    return re.findall(r"\w+|[^\w\s\"]", sql)


def test_sqlite_table(tmp_path):
    """As it stands in the file."""
    Inbox(tmp_path / "books.db").create_table()
    with closing(sqlite3.connect(tmp_path / "books.db")) as books:
        rows = books.execute("SELECT sql FROM sqlite_master WHERE sql <> '' ORDER BY rowid")
        made = "".join(f"{sql};" for (sql,) in rows)
    assert tokens(made) == tokens(SHOWN["sqlite"])


def test_postgresql_table():
    """As it is sent."""
    table = sqlalchemy_table(inbox_table(), sa.MetaData())
    indexes = sorted(table.indexes, key=lambda index: index.name)
    statements = [CreateTable(table), *map(CreateIndex, indexes)]
    made = "".join(f"{it.compile(dialect=postgresql.dialect())};" for it in statements)
    assert tokens(made) == tokens(SHOWN["postgresql"])


def differences(connection: sa.Connection) -> list[object]:
    """Return what autogenerate would put into a revision."""
    metadata = sa.MetaData()
    sqlalchemy_table(inbox_table(), metadata)
    return compare_metadata(MigrationContext.configure(connection), metadata)


def test_autogenerate_after_create_table(database_url):
    """It sees no difference."""
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    Inbox(SQLStore(engine)).create_table()
    with engine.connect() as connection:
        assert differences(connection) == []


def test_revision_makes_the_table(database_url):
    """The one shown: afterwards autogenerate sees no difference, and create_table does nothing."""
    names: dict[str, object] = {}
    exec(REVISION, names)
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            before = differences(connection)
            names["upgrade"]()
        after = differences(connection)
    Inbox(SQLStore(engine)).create_table()
    assert ([change for change, *_ in before], after) == (["add_table", *["add_index"] * 2], [])


def test_revision_for_a_table_without_indexes(database_url):
    """The part that adds them brings a table of an earlier version up to date."""
    names: dict[str, object] = {}
    exec(REVISION, names)
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    earlier = attrs.evolve(inbox_table(), indexes=(), unique=())
    sqlalchemy_table(earlier, metadata := sa.MetaData())
    metadata.create_all(engine)
    with (
        engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        before = differences(connection)
        names["add_indexes"]()
        after = differences(connection)
    assert ([change for change, *_ in before], after) == (["add_index"] * 2, [])


def test_revision_goes_back(database_url):
    """It leaves nothing behind."""
    names: dict[str, object] = {}
    exec(REVISION, names)
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with (
        engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        names["upgrade"]()
        names["downgrade"]()
        assert not sa.inspect(connection).has_table("zhixiao_inbox")
