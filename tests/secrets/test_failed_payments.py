"""Payments whose handling fails: neither a secret nor the payer shows in the log's tracebacks."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from typing import Any

import pytest

import zhixiao_async
import zhixiao_async.notify
import zhixiao_sync
import zhixiao_sync.notify
from zhixiao_async import RetryPolicy
from zhixiao_async.protocol.writing import seal_request

PAYER = {"uid": "oUpF8uMuAJO_M2pxb1Q9", "user_no": "2013141516", "user_name": "张三丰"}
ORDER = {"out_trade_no": "20881", "order_id": "01720881", "time_end": "2026-03-02 12:00:00"}


class Desk:
    """A service of either package whose merchant's credentials must not show."""

    def __init__(self, known: Any, path: Any, kind: str) -> None:
        self.credentials = known.credentials
        self.package = {"async": zhixiao_async, "sync": zhixiao_sync}[kind]
        self.inbox = self.package.notify.Inbox(path)
        self.client = self.package.Client(
            known.credentials, base_url="http://127.0.0.1:1", retry=RetryPolicy(attempts=1)
        )

    def answer(self, handler: Any, **options: Any) -> None:
        """Deliver a payment, and close the client."""
        receiver = self.package.NotificationReceiver(self.credentials)
        service = self.package.notify.NotificationService(receiver, self.inbox, handler, **options)
        body = seal_request(self.credentials, json.dumps(ORDER | PAYER).encode())
        if self.package is zhixiao_sync:
            with self.client:
                service.answer("POST", body)
        else:
            asyncio.run(self._answer(service, body))

    async def _answer(self, service: Any, body: bytes) -> None:
        async with self.client:
            await service.answer("POST", body)

    def create_table(self) -> None:
        """Create the inbox's table."""
        made = self.inbox.create_table()
        if made is not None:
            asyncio.run(made)


@pytest.fixture(params=["async", "sync"])
def desk(known, evidence, tmp_path, request) -> Any:
    """Open a desk of each package; in the end the payer may not have shown, either."""
    yield Desk(known, tmp_path / "inbox.db", request.param)
    said = [text for source, text in evidence.shown if source.startswith(("log", "error"))]
    assert [line for line in said if "outcome=failed" in line]
    assert [value for value in PAYER.values() for text in said if value in text] == []


def spilling(desk: Desk, payment: Any) -> str:
    """Return a text with all that mustn't show."""
    secrets = str(desk.credentials.app_secret), str(desk.credentials.aes_key)
    return " ".join((*secrets, payment.uid, payment.user_no, payment.user_name))


def test_handler_that_spills(desk):
    """An error's text, its cause's, its context's and its notes aren't logged."""

    def spill(payment: Any, connection: Any) -> None:
        text = spilling(desk, payment)
        try:
            connection.execute(f"SELECT '{text}' FROM \"{text}\"")
        except sqlite3.Error as error:
            spilled = LookupError(text)
            spilled.add_note(text)
            raise ExceptionGroup(text, [spilled, ValueError(text)]) from error

    desk.create_table()
    desk.answer(spill)


def test_on_error_that_spills(desk):
    """Nor is what on_error raises."""

    def spill(payment: Any, error: Exception, delivery: Any) -> None:
        raise KeyError(spilling(desk, payment), delivery)

    desk.create_table()
    desk.answer(lambda *_: 1 / 0, on_error=spill)


def test_table_that_was_never_created(desk):
    """A table that isn't there is told without the row that was meant for it."""
    desk.answer(print)


def test_file_that_is_no_database(desk, tmp_path):
    """So is a file that is no database."""
    (tmp_path / "inbox.db").write_bytes(b"This is no database. " * 100)
    desk.answer(print)


def test_gateway_that_cannot_be_asked(desk):
    """A gateway that can't be asked is told without the client's secrets."""
    desk.create_table()
    desk.answer(print, confirm=desk.package.notify.Confirmation(desk.client))
