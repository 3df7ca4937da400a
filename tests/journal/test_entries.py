"""An entry: its row in the database, what tells it from others, and what is shown of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import attrs
import pytest

from zhixiao_async import BEIJING, OrderRefundResult
from zhixiao_async.journal import Entry, State
from zhixiao_async.journal.other_entries import OtherRefunds, other_refunds
from zhixiao_async.journal.rows import from_row, to_row

from .conftest import part, receipt, states, written

ENTRY = attrs.evolve(
    Entry.of("77", part(), "0166"),
    sent_at=datetime(2026, 3, 1, 12, tzinfo=BEIJING),
    result=OrderRefundResult(order_id="0166", out_trade_no="20881"),
    token="t" * 32,
    unsent=State.NOT_APPLIED,
)


def test_states_are_words():
    """States are the words that stand in people's databases, for later versions to read."""
    assert [*State] == ["open", "applied", "refused", "not sent", "not applied"]


def test_row():
    """A row is kept in people's databases as it is here."""
    row = to_row(ENTRY)
    assert json.loads(str(row.pop("request"))) == {
        "out_trade_no": "20881",
        "refund_fee": "5000",
        "out_refund_no": "r1",
    }
    assert json.loads(str(row.pop("result")))["order_id"] == "0166"
    assert row == {
        "app_id": "77",
        "kind": "refund",
        "number": "r1",
        "order_id": "0166",
        "state": "open",
        "sent_at": "2026-03-01T12:00:00+08:00",
        "token": "t" * 32,
        "unsent": "not applied",
    }


@pytest.mark.parametrize(
    "entry", [ENTRY, Entry.of("77", receipt(), "0166")], ids=["a refund with a result", "a receipt"]
)
def test_row_and_back(entry):
    """A row is read as the entry that was written."""
    assert from_row(to_row(entry)) == entry


def test_what_is_shown():
    """A repr shows neither the result, which the gateway wrote, nor the token."""
    assert "OrderRefundResult" not in repr(ENTRY)
    assert "tttt" not in repr(ENTRY)


async def test_entry_without_a_token(small, paid):
    """An entry of an earlier version is told from others by its number and its time."""
    now = await written(small, paid)
    same_time = await written(small, paid, part("r2"))
    for entry in now, same_time:
        old = {"token": None, "sent_at": now.sent_at.isoformat()}
        await small._table._write(entry.key, old)
    before = attrs.evolve(now, token=None, sent_at=now.sent_at - timedelta(days=1))
    await small._table.conclude(before, State.REFUSED)
    assert await states(small) == {"r1": State.OPEN, "r2": State.OPEN}
    await small._table.conclude(attrs.evolve(now, token=None), State.REFUSED)
    assert await states(small) == {"r1": State.REFUSED, "r2": State.OPEN}


async def test_receipt_has_no_others(small, paid):
    """A receipt is asked for by itself, whatever was refunded of its order."""
    await small.order_refund(part())
    entry = Entry.of("77", receipt(), paid.order_id)
    assert await other_refunds(small._table, entry) == OtherRefunds(
        made=None, open=0, not_applied=[]
    )
