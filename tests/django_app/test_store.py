"""A payment's row and the handler's work by the ORM are one transaction of Django's."""

from __future__ import annotations

import asyncio
import traceback
from concurrent.futures import TimeoutError as TooLong
from threading import Event

import pytest
from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation
from django.db import IntegrityError, OperationalError, connection, connections

from tests.support.django_site import using
from zhixiao_async import InvalidRequest, NotConfirmed
from zhixiao_async.notify import Outcome
from zhixiao_sync.django.store import DjangoStore
from zhixiao_sync.notify import Inbox

from .helpers import (
    KEY,
    UID,
    by_sql,
    credited,
    in_thread,
    nothing_kept,
    notification,
    only,
)
from .school.books import credit
from .school.models import Bill


def test_credited_once(inbox):
    """A second delivery finds the row, and the handler isn't run."""
    outcomes = [inbox.handle(notification(), credit) for _ in range(2)]
    assert (outcomes, credited()) == ([Outcome.HANDLED, Outcome.DUPLICATE], 1)
    assert inbox.find(*KEY).payment.user_name == "张三"


def test_second_order_id(inbox):
    """An order that turns up under another number of the gateway's isn't credited again."""
    inbox.handle(notification(), credit)
    with pytest.raises(NotConfirmed, match="20881"):
        inbox.handle(notification(order_id="1799999"), credit)
    assert credited() == 1


def test_two_at_once(inbox):
    """A second delivery waits for the first, and is a duplicate then."""
    inside, done = Event(), Event()

    def slow(payment, connection):
        credit(payment, connection)
        inside.set()
        assert done.wait(30)

    first = in_thread(lambda: inbox.handle(notification(), slow))
    assert inside.wait(30)
    second = in_thread(lambda: inbox.handle(notification(), credit))
    with pytest.raises(TooLong):
        second.result(0.1)
    done.set()
    assert (first.result(30), second.result(30)) == (Outcome.HANDLED, Outcome.DUPLICATE)
    assert credited() == 1


@only("postgresql")
def test_longest_wait(inbox):
    """PostgreSQL gives up after the store's seconds, and the delivery comes again."""
    hasty = Inbox(DjangoStore(wait=0.05))

    def slow(payment, connection):
        credit(payment, connection)
        waiting = in_thread(lambda: hasty.handle(notification(), credit))
        with pytest.raises(OperationalError, match="lock timeout"):
            waiting.result(30)

    assert inbox.handle(notification(), slow) is Outcome.HANDLED


@only("sqlite")
def test_write_lock_from_the_beginning(inbox):
    """On SQLite a transaction that reads first can still write: no other has begun meanwhile."""
    store = DjangoStore()

    def writes():
        Bill.objects.filter(out_trade_no="20882").update(credits=5)

    async def look():
        async with store.transaction():
            Bill.objects.get(out_trade_no="20881")
            other = in_thread(writes)
            with pytest.raises(TooLong):
                other.result(0.1)
            Bill.objects.filter(out_trade_no="20881").update(credits=7)
        other.result(30)

    with pytest.raises(StopIteration):
        look().send(None)
    assert (credited(), credited("20882")) == (7, 5)


@only("postgresql")
def test_autocommit_that_is_off(url, caplog):
    """Where atomic() commits nothing, nothing is taken, and the log says why."""
    with (
        using("default", url, AUTOCOMMIT=False),
        pytest.raises(InvalidRequest, match="AUTOCOMMIT"),
    ):
        Inbox(DjangoStore()).handle(notification(), credit)
    assert "using must be a database without AUTOCOMMIT: False" in caplog.text


def test_nobody_is_logged_with_debug(inbox, monkeypatch):
    """With DEBUG Django keeps the ORM's queries, but no payer of the inbox's."""
    monkeypatch.setattr(settings, "DEBUG", True)
    connection.queries_log.clear()
    inbox.handle(notification(), credit)
    kept = "".join(query["sql"] for query in connection.queries)
    assert "bills" in kept
    assert not [personal for personal in ("张三", "\\u5f20", '"2013"', UID) if personal in kept]


@only("sqlite", "postgresql")
def test_error_without_the_payer(inbox):
    """An error of the database that refused the row shows no payer."""
    by_sql("CREATE UNIQUE INDEX once ON zhixiao_inbox (source)")()
    inbox.handle(notification(), credit)
    with pytest.raises(IntegrityError) as caught:
        inbox.handle(notification("20882"), credit)
    by_sql("DROP INDEX once")()
    shown = "".join(traceback.format_exception(caught.value))
    assert not [personal for personal in ("张三", "\\u5f20", '"2013"') if personal in shown]


@pytest.mark.parametrize("using", ["nowhere", None, 5])
def test_database_that_is_not_there(using):
    """A database that isn't in DATABASES is refused when the store is made."""
    with pytest.raises(InvalidRequest, match=r"^using must be a name in DATABASES"):
        DjangoStore(using)


@pytest.mark.parametrize("wait", [0, -1, True, "10"])
def test_no_seconds(wait):
    """A wrong number of seconds is refused when the store is made."""
    with pytest.raises(InvalidRequest, match="wait must be seconds above 0"):
        DjangoStore(wait=wait)


@only("sqlite")
def test_on_an_event_loop(inbox):
    """On an event loop Django refuses to wait for the database, and nothing is done."""

    async def deliver():
        inbox.handle(notification(), credit)

    with pytest.raises(SynchronousOnlyOperation):
        asyncio.run(deliver())
    nothing_kept(inbox)


@only("postgresql")
def test_commit_that_fails(inbox):
    """What the database finds out at the commit alone is a failure, and nothing is kept."""
    by_sql("CREATE TABLE once (n INT UNIQUE DEFERRABLE INITIALLY DEFERRED)")()

    def twice(payment, connection):
        credit(payment, connection)
        for _ in range(2):
            by_sql("INSERT INTO once VALUES (1)")()

    with pytest.raises(IntegrityError, match="once"):
        inbox.handle(notification(), twice)
    by_sql("DROP TABLE once")()
    assert inbox.counts.failed == 1
    nothing_kept(inbox)


@only("sqlite")
def test_one_of_several_databases(database, tmp_path):
    """An inbox may be in any database of DATABASES, and its handler works there."""

    def credit_there(payment, connection):
        Bill.objects.using(connection.alias).create(out_trade_no="20883", credits=1)

    with using("other", f"sqlite:///{tmp_path / 'other.db'}"):
        with connections["other"].schema_editor() as editor:
            editor.create_model(Bill)
        inbox = Inbox(DjangoStore("other"))
        inbox.create_table()
        assert inbox.handle(notification("20883"), credit_there) is Outcome.HANDLED
        assert Bill.objects.using("other").get().credits == 1
        with pytest.raises(RuntimeError, match="database default"):
            inbox.handle(notification(), lambda payment, _: credit(payment, connection))
    assert credited() == 0
