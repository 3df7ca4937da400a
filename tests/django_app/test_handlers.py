"""A handler's work by the ORM is undone with the row, and its transaction can't be ended."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from tests.support.django_site import using
from zhixiao_async import HandlerBroke, InvalidRequest
from zhixiao_async.notify import Outcome

from .helpers import (
    UID,
    by_an_error_of_the_orm,
    by_sql,
    credited,
    nothing_kept,
    notification,
    only,
)
from .school.books import credit
from .school.models import Bill


def test_failing_handler(inbox):
    """Whatever the handler raises undoes its work by the ORM and the row."""

    def failing(payment, connection):
        credit(payment, connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        inbox.handle(notification(), failing)
    nothing_kept(inbox)


def test_on_commit(inbox):
    """What a handler leaves for after the commit is done then, and never without a commit."""
    seen = []

    def mailing(payment, connection):
        credit(payment, connection)
        transaction.on_commit(lambda: seen.append(credited(payment.out_trade_no)))
        if payment.out_trade_no == "20882":
            raise ZeroDivisionError

    inbox.handle(notification(), mailing)
    with pytest.raises(ZeroDivisionError):
        inbox.handle(notification("20882"), mailing)
    assert seen == [1]


def test_on_commit_that_fails(inbox):
    """An error after the commit undoes nothing, and counts for no failure."""

    def mailing(payment, connection):
        credit(payment, connection)
        transaction.on_commit(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        inbox.handle(notification(), mailing)
    assert inbox.handle(notification(), credit) is Outcome.DUPLICATE
    assert (credited(), inbox.counts.handled, inbox.counts.failed) == (1, 1, 0)


@pytest.mark.parametrize(
    "end",
    [
        by_sql("COMMIT"),
        by_sql("ROLLBACK"),
        transaction.commit,
        transaction.rollback,
        lambda: transaction.set_autocommit(True),
        lambda: transaction.set_rollback(True),
        by_an_error_of_the_orm,
        lambda: connection.close(),
        lambda: connection.connection.rollback(),
    ],
    ids=["COMMIT", "ROLLBACK", "commit", "rollback", "auto", "set", "caught", "close", "driver's"],
)
def test_ending(inbox, end):
    """A handler that ends or breaks the transaction is no success, and leaves nothing."""

    def ending(payment, connection):
        credit(payment, connection)
        end()

    with pytest.raises((HandlerBroke, RuntimeError, DatabaseError, sqlite3.DatabaseError)):
        inbox.handle(notification(), ending)
    nothing_kept(inbox)


@only("sqlite", "postgresql")
@pytest.mark.parametrize(
    ("end", "told"),
    [
        (by_sql("COMMIT"), "must not run COMMIT, which ends it"),
        (transaction.commit, "This is forbidden when an 'atomic' block is active."),
    ],
)
def test_ending_in_the_log(inbox, caplog, end, told):
    """The log says what the handler must not do: this library's text or Django's quotes nothing."""
    with pytest.raises((RuntimeError, transaction.TransactionManagementError)):
        inbox.handle(notification(), lambda payment, connection: end())
    assert told in caplog.text


def test_personal_text_in_the_log(inbox, caplog):
    """The log has no text of the handler's own, though its type is Django's."""

    def failing(payment, connection):
        raise transaction.TransactionManagementError(f"no bill of {payment.uid}")

    with pytest.raises(transaction.TransactionManagementError):
        inbox.handle(notification(), failing)
    assert "TransactionManagementError: (its text may be personal)" in caplog.text
    assert UID not in caplog.text


@only("mariadb")
def test_ddl_on_mariadb(inbox):
    """A statement that MariaDB would commit at is refused."""

    def building(payment, connection):
        credit(payment, connection)
        by_sql("CREATE TABLE t (n INT)")()

    with pytest.raises(RuntimeError, match="must not run CREATE"):
        inbox.handle(notification(), building)
    nothing_kept(inbox)


@only("sqlite")
def test_rollback_by_sqlite_itself(inbox):
    """A write after SQLite's own rollback isn't committed alone."""

    def careless(payment, connection):
        with pytest.raises(IntegrityError):
            by_sql("INSERT OR ROLLBACK INTO bills VALUES ('20881', 5)")()
        credit(payment, connection)

    with pytest.raises(DatabaseError):
        inbox.handle(notification(), careless)
    nothing_kept(inbox)


def test_error_in_an_atomic_of_the_handlers_own(inbox):
    """A handler survives an error of the ORM within its own atomic()."""

    def careful(payment, connection):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bill.objects.create(out_trade_no="20882")
        credit(payment, connection)

    assert inbox.handle(notification(), careful) is Outcome.HANDLED
    assert credited() == 1


async def _awaited(payment, connection):
    pass


def _yielding(payment, connection):
    yield


@pytest.mark.parametrize("handler", [_awaited, _yielding])
@only("sqlite")
def test_handler_of_another_kind(inbox, handler):
    """A handler whose body wouldn't run is refused before anything is committed."""
    with pytest.raises((TypeError, InvalidRequest)):
        inbox.handle(notification(), handler)
    nothing_kept(inbox)


@only("sqlite", "postgresql")
def test_writing_to_another_database(inbox, tmp_path, caplog):
    """Another database, whose work wouldn't be undone, takes it after the commit alone."""
    elsewhere = Bill.objects.using("other")

    def straying(payment, connection):
        credit(payment, connection)
        assert elsewhere.count() == 0
        elsewhere.create(out_trade_no="20881")

    def waiting(payment, connection):
        assert elsewhere.count() == 0
        transaction.on_commit(lambda: elsewhere.create(out_trade_no="20881"))

    with using("other", f"sqlite:///{tmp_path / 'other.db'}"):
        with connections["other"].schema_editor() as editor:
            editor.create_model(Bill)
        with pytest.raises(RuntimeError, match="write to the database other"):
            inbox.handle(notification(), straying)
        assert "the database other, which is no part of it: leave that to" in caplog.text
        inbox.handle(notification(), waiting)
        assert (credited(), elsewhere.count()) == (0, 1)


def test_sql_of_the_drivers_own(inbox):
    """Statements that aren't text are looked at as well."""

    def ending(payment, connection):
        credit(payment, connection)
        with connection.cursor() as cursor:
            cursor.execute(b"COMMIT")

    with pytest.raises((RuntimeError, TypeError)):
        inbox.handle(notification(), ending)
    nothing_kept(inbox)


@only("postgresql", "mariadb")
def test_commit_that_nobody_saw(inbox):
    """A commit by the driver itself can't be undone, but is no success."""

    def sly(payment, connection):
        connection.connection.commit()

    with pytest.raises(HandlerBroke):
        inbox.handle(notification(), sly)
