"""The reports of zhixiao_sync are those of zhixiao_async."""

from __future__ import annotations

from datetime import date

import pytest

from tests.finance.days import row
from tests.finance.reports.exported import LATER, export, put, rows
from tests.sandbox.conftest import order_fields
from zhixiao_async.finance.reports.receipt_queries import ReceiptPace
from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync import Client
from zhixiao_sync.finance.reports import inbox_report, journal_report, receipt_ledger
from zhixiao_sync.journal import RefundJournal
from zhixiao_sync.notify import Inbox

DAY = date(2026, 11, 2)


@pytest.fixture
def client():
    """Open a client of a sandbox with one paid order."""
    with (
        SandboxThread() as gateway,
        Client(gateway.credentials, base_url=gateway.base_url) as client,
    ):
        gateway.pay(client.order_create(**order_fields()).order_id)
        yield client


@pytest.fixture
def ledger(client, tmp_path):
    """Return a function that makes the ledger of one order, and its number."""
    order = client.order_query(out_trade_no="20881")
    target = export(tmp_path)
    put(
        target, row(1, order_id=order.order_id, app_id=client.app_id), day=DAY, app_id=client.app_id
    )

    def make(**options):
        wanted = {"pace": ReceiptPace(rate=1000), "language": "zh", "now": LATER} | options
        return receipt_ledger(client, target, DAY, DAY, **wanted), order.order_id

    return make


def test_ledger(ledger):
    """The client's own thread asks for the receipts."""
    report, order_id = ledger()
    assert [each["order_id"] for each in rows(report, "to_issue")] == [order_id]


def test_progress_of_a_ledger(ledger):
    """After each query the caller is told how many are done, and of how many."""
    told = []
    ledger(progress=lambda done, due: told.append((done, due)))
    assert told == [(1, 1)]


def test_journal(client, tmp_path):
    """The journal's open entries are listed without an event loop."""
    journal = RefundJournal(client, tmp_path / "journal.db")
    journal.create_table()
    report = journal_report(journal, language="zh", now=LATER)
    assert (report.title, rows(report, "refunds_in_flight")) == ("在途退款与未决事项清单", [])


def test_inbox(tmp_path):
    """The inbox's payments are listed without an event loop."""
    inbox = Inbox(tmp_path / "inbox.db")
    inbox.create_table()
    report = inbox_report(inbox, DAY, DAY, language="zh", now=LATER)
    assert (report.title, rows(report, "payments")) == ("收件箱收款明细", [])
    assert list(inbox.iter_handled(DAY, DAY)) == []
