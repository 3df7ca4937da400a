"""In a transaction of the caller's own, and in one that the inbox wasn't given."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from zhixiao_async import HandlerBroke, InvalidRequest
from zhixiao_async.notify import Outcome
from zhixiao_sync.django.store import DjangoStore
from zhixiao_sync.notify import Inbox

from .helpers import (
    KEY,
    by_an_error_of_the_orm,
    credited,
    in_thread,
    nothing_kept,
    notification,
    only,
    school,
)
from .school.books import credit
from .school.models import Bill


def test_inside_atomic(inbox):
    """In a transaction that isn't given nothing is done: its commit may fail after the answer."""
    with (
        transaction.atomic(),
        pytest.raises(InvalidRequest, match=r"inside of transaction\.atomic\(\)"),
    ):
        inbox.handle(notification(), credit)
    nothing_kept(inbox)


def test_inside_a_test_case(inbox):
    """The transaction of a TestCase is no hindrance: it is never committed."""
    atom = transaction.atomic()
    atom._from_testcase = True
    with atom:
        assert inbox.handle(notification(), credit) is Outcome.HANDLED
        assert inbox.handle(notification(), credit) is Outcome.DUPLICATE
        assert Bill.objects.get(out_trade_no="20881").credits == 1
        transaction.set_rollback(True)
    nothing_kept(inbox)


@pytest.mark.parametrize("kept", [True, False], ids=["commit", "rollback"])
def test_callers_transaction(inbox, kept):
    """Everything in the caller's transaction is committed, or not, by the caller."""
    with transaction.atomic():
        assert inbox.handle(notification(), credit, connection=connection) is Outcome.HANDLED
        assert inbox.handle(notification(), credit, connection=connection) is Outcome.DUPLICATE
        transaction.set_rollback(not kept)
    assert (credited(), inbox.find(*KEY) is not None) == (int(kept), kept)


def test_failing_handler_in_the_callers_transaction(inbox):
    """A failing handler's work is undone, and the caller's before it stays."""

    def failing(payment, connection):
        credit(payment, connection)
        by_an_error_of_the_orm()

    with transaction.atomic():
        inbox.handle(notification("20882"), credit, connection=connection)
        with pytest.raises(HandlerBroke):
            inbox.handle(notification(), failing, connection=connection)
    assert (credited(), credited("20882")) == (0, 1)


@only("sqlite")
@pytest.mark.parametrize(
    ("given", "match"),
    [
        (lambda: object(), "must be Django's connection to default"),
        (lambda: connection, r"must be in a transaction\.atomic\(\)"),
    ],
    ids=["another", "no transaction"],
)
def test_connection_that_is_none(inbox, given, match):
    """A connection that isn't the database's, or has no transaction, is refused."""
    with pytest.raises(InvalidRequest, match=match):
        inbox.handle(notification(), credit, connection=given())
    nothing_kept(inbox)


@only("mariadb")
def test_duplicate_that_an_older_snapshot_does_not_show(url):
    """A duplicate is found though the caller's transaction began before the first delivery."""
    with school(url, OPTIONS={"isolation_level": "repeatable read"}):
        inbox = Inbox(DjangoStore())
        with transaction.atomic():
            assert inbox.latest() == []
            in_thread(lambda: inbox.handle(notification(), credit)).result(30)
            outcome = inbox.handle(notification(), credit, connection=connection)
        assert (outcome, credited()) == (Outcome.DUPLICATE, 1)
