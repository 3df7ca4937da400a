"""The inbox of zhixiao_sync is the async one: arguments and results are handed on."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from zhixiao_async import InvalidRequest, NotConfirmed, OrderQueryResult, OrderStatus, notify
from zhixiao_async.notify import DeliveryMetrics, Outcome, Source
from zhixiao_sync.notify import Confirmation, Inbox

from .conftest import notification


def credit(payment, connection):
    """Do nothing: a handler."""


@pytest.fixture
def inbox(tmp_path):
    """Make an inbox in which a payment was handled."""
    inbox = Inbox(tmp_path / "inbox.db")
    inbox.create_table()
    inbox.handle(notification(), credit)
    return inbox


def test_one_table_for_both_packages(inbox, tmp_path):
    """A school may receive by one package and sweep by the other."""
    other = notify.Inbox(tmp_path / "inbox.db")
    assert asyncio.run(other.handle(notification(), credit)) is Outcome.DUPLICATE


def test_table_of_another_name(inbox, tmp_path):
    """A table of another name is an inbox of its own."""
    other = Inbox(tmp_path / "inbox.db", table="other_inbox")
    other.create_table()
    assert other.handle(notification(), credit) is Outcome.HANDLED
    assert other.counts == DeliveryMetrics(handled=1)


def test_find(inbox):
    """A payment is found by both its numbers."""
    assert inbox.find("7", "1720881").payment.out_trade_no == "20881"
    assert inbox.find("8", "1720881") is None


def test_latest(inbox):
    """The latest payments are listed, up to a number, or of one order."""
    inbox.handle(notification("20882"), credit)
    assert [handled.payment.out_trade_no for handled in inbox.latest()] == ["20882", "20881"]
    assert len(inbox.latest(1)) == 1
    assert [handled.payment.order_id for handled in inbox.latest(out_trade_no="20881")] == [
        "1720881"
    ]


def test_rerun(inbox):
    """The handler learns that it runs again, and the inbox counts how often."""
    ran = []
    again = inbox.rerun("7", "1720881", lambda payment, _: ran.append(payment.source))
    assert (again.reruns, ran) == (1, [Source.RERUN])


def test_connection_of_ones_own(inbox, tmp_path):
    """A payment handled on a caller's connection is undone with its transaction."""
    with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as own:
        own.execute("BEGIN")
        inbox.handle(notification("20882"), credit, connection=own)
        own.execute("ROLLBACK")
    assert inbox.find("7", "1720882") is None


class Unpaid:
    """A gateway by whose books nothing is paid."""

    app_id = "7"

    def order_query(self, **_):
        """Return an unpaid order."""
        return OrderQueryResult(order_id="1720882", status=OrderStatus.UNPAID, out_trade_no="20882")

    order_query_form = order_query


def test_confirmation(inbox):
    """The gateway is asked before the handler runs."""
    with pytest.raises(NotConfirmed, match="UNPAID"):
        inbox.handle(notification("20882"), credit, confirm=Confirmation(Unpaid()))


def test_table_that_is_no_inbox(tmp_path):
    """A table that is no inbox is refused and left as it is."""
    with closing(sqlite3.connect(tmp_path / "other.db")) as own:
        own.execute("CREATE TABLE zhixiao_inbox (x)")
    with pytest.raises(InvalidRequest):
        Inbox(tmp_path / "other.db").create_table()
