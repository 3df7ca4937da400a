"""The migrations make the library's own tables, and take over those that are there already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import zhixiao_sync.notify
from tests.support.django_site import using
from zhixiao_async import InvalidRequest
from zhixiao_async.journal.rows import journal_table
from zhixiao_async.notify import inbox_table
from zhixiao_async.store.sql import SQLStore
from zhixiao_sync.django.models import HandledPayment, JournalEntry, PaymentRow
from zhixiao_sync.django.store import DjangoStore
from zhixiao_sync.inline import run_inline

from .helpers import by_sql, school

TABLES = (inbox_table(), journal_table())


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def empty(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[str]:
    """Have Django use a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'school.db'}"
    else:
        url = request.getfixturevalue(f"{request.param}_url")
    with using("default", url):
        yield url


def create_tables(url):
    """Create the tables as a service without Django does."""
    store = DjangoStore()
    if url.startswith("sqlite"):
        store = zhixiao_sync.notify.SQLiteStore(sa.make_url(url).database)
    else:
        store = SQLStore(sa.create_engine(url, poolclass=sa.NullPool))
    for table in TABLES:
        run_inline(store.create(table))


def migrate(target="0001_initial"):
    """Run the app's migrations alone."""
    MigrationExecutor(connection).migrate([("zhixiao", target)])


def described(url):
    """Return all that the database says about the tables."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    look = sa.inspect(engine)
    found = {}
    for table in TABLES:
        columns = [
            (column["name"], repr(column["type"]), column["nullable"])
            for column in look.get_columns(table.name)
        ]
        indexes = sorted(
            (index["name"], tuple(index["column_names"]), bool(index["unique"]))
            for index in look.get_indexes(table.name)
        )
        key = look.get_pk_constraint(table.name)["constrained_columns"]
        found[table.name] = columns, indexes, key
    return found


def test_same_tables(empty):
    """Migrations and create_table() make the same tables, and each finds the other's whole."""
    create_tables(empty)
    made = described(empty)
    migrate()
    assert described(empty) == made
    migrate(None)
    assert connection.introspection.table_names() == ["django_migrations"]
    migrate()
    assert described(empty) == made
    create_tables(empty)
    assert described(empty) == made


def test_table_of_an_earlier_version(empty):
    """A table that is there keeps its rows, and gets what it lacks."""
    create_tables(empty)
    made = described(empty)
    unique = "ux_zhixiao_inbox__out_trade_no__app_id"
    by_sql(f"DROP INDEX {unique}" + " ON zhixiao_inbox" * (connection.vendor == "mysql"))()
    row = ("7", "17", "1", "sweep", "{}", "2026-03-02", 0)
    names = "app_id, order_id, out_trade_no, source, payer, handled_at, reruns"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO zhixiao_inbox ({names}) VALUES (%s,%s,%s,%s,%s,%s,%s)", row)
    migrate()
    assert described(empty) == made
    assert HandledPayment.objects.get(pk=("7", "17")).out_trade_no == "1"


def test_table_of_the_stores_own(empty):
    """The store creates a table of any name itself, and nothing the second time."""
    for _ in range(2):
        zhixiao_sync.notify.Inbox(DjangoStore(), table="order").create_table()
    assert "order" in connection.introspection.table_names()


def test_table_that_is_not_there(empty):
    """A table that was never made is named, and what to do."""
    with pytest.raises(
        InvalidRequest, match=r"table is missing .* migrate --database=default, got"
    ):
        zhixiao_sync.notify.Inbox(DjangoStore()).find("7", "17")


def test_keys_are_compared_byte_for_byte(empty):
    """Two orders whose numbers differ in their case alone are two, in Django's own table too."""
    with connection.schema_editor() as editor:
        editor.create_model(HandledPayment)
    shared = {"app_id": "7", "source": "sweep", "payer": "{}", "handled_at": "2026", "reruns": 0}
    for number in ("a1", "A1"):
        HandledPayment.objects.create(order_id=number, out_trade_no=number, **shared)
    assert HandledPayment.objects.filter(out_trade_no="a1").count() == 1


@pytest.mark.parametrize(
    ("model", "table"), [(HandledPayment, inbox_table()), (JournalEntry, journal_table())]
)
def test_models_have_the_tables_columns(model, table):
    """A column that a table gains is one of its model's, too."""
    fields = [field for field in model._meta.concrete_fields if field.column is not None]
    assert {field.column: field.null for field in fields} == {
        column.name: not column.required for column in table.columns
    }


def test_fixture(tmp_path):
    """What dumpdata takes loaddata brings back, of merchants whose numbers are alike, too."""
    shared = {"source": "sweep", "payer": "{}", "handled_at": "2026", "reruns": 0}
    with school(f"sqlite:///{tmp_path / 'school.db'}"):
        for merchant in ("7", "8"):
            HandledPayment.objects.create(
                app_id=merchant, order_id="17", out_trade_no=merchant, **shared
            )
        rows = [*HandledPayment.objects.order_by("app_id").values()]
        file = tmp_path / "rows.json"
        call_command("dumpdata", "zhixiao", use_base_manager=True, output=file, verbosity=0)
        HandledPayment.objects.all().delete()
        call_command("loaddata", file, verbosity=0)
        assert [*HandledPayment.objects.order_by("app_id").values()] == rows
        assert PaymentRow.shown.count() == 2


def test_nothing_left_to_migrate():
    """The models are as the migrations say."""
    call_command("makemigrations", "zhixiao", check=True, dry_run=True, verbosity=0)
