"""Resume agrees with the gateway's books, whatever is lost in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaigns.journal_kills.audit import Audit
from zhixiao_async import OrderRefund, RetryPolicy, ZhixiaoError
from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync import Client
from zhixiao_sync.journal import RefundJournal, State

from .conftest import ORDER, QUICK, REFUND

NUMBERS = count()

AMOUNTS = st.sampled_from([100, 19800, None, 200])
FAULTS = st.sampled_from(["reset_before", "reset_after", "reset_before", "reset_after", None])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Run a gateway, a client, a journal and the audit of the two files."""
    folder = tmp_path_factory.mktemp("soundness")
    audit = Audit(str(folder / "gateway.db"), f"sqlite:///{folder / 'journal.db'}")
    with (
        SandboxThread(db=audit.gateway) as gateway,
        Client(
            gateway.credentials, base_url=gateway.base_url, retry=RetryPolicy(attempts=1)
        ) as client,
    ):
        journal = RefundJournal(client, folder / "journal.db")
        journal.create_table()
        yield gateway, client, journal, audit


@given(st.lists(st.tuples(AMOUNTS, FAULTS), min_size=2, max_size=4))
@settings(max_examples=20, deadline=None)
def test_resume_says_nothing_false(shop, refunds):
    """Resume says nothing false, and leaves open only what can't be told apart."""
    gateway, client, journal, audit = shop
    order = client.order_create(**ORDER | {"out_trade_no": f"2088{next(NUMBERS)}"})
    gateway.pay(order.order_id)
    for fee, fault in refunds:
        number = None if fee is None else f"r{next(NUMBERS)}"
        if fault is not None:
            getattr(gateway.faults, fault)(path=REFUND, times=1)
        request = OrderRefund(order_id=order.order_id, refund_fee=fee, out_refund_no=number)
        try:
            journal.order_refund(request)
        except ZhixiaoError:  # the journal has it
            continue
        finally:
            gateway.faults.clear()
    journal.resume(pace=QUICK)
    entries = [entry for entry in journal.entries() if entry.order_id == order.order_id]
    made = audit.made()
    known = {
        (entry.kind, entry.number): entry.state
        for entry in entries
        if entry.state is not State.OPEN
    }
    assert {key for key, state in known.items() if state is State.APPLIED} == made.keys() & known
    fees = [entry.fee for entry in entries]
    if None not in fees and len(set(fees)) == len(fees):
        assert State.OPEN not in {entry.state for entry in entries}
