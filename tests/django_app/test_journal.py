"""The refund journal on Django's connections."""

from __future__ import annotations

import pytest
from django.db import transaction

from zhixiao_async import InvalidRequest, OrderRefund
from zhixiao_async.journal import State
from zhixiao_sync.django import service
from zhixiao_sync.django.models import JournalEntry

from .helpers import only

PATH = "/pay_api/order_refund"


def test_refund(inbox, zhixiao, gateway):
    """A refund is sent once, and stands in the journal's table."""
    order = service.client().order_create(
        body="学费",
        out_trade_no="20883",
        total_fee=19800,
        user_no="2013141516",
        notify_url="http://127.0.0.1:9/notify",
    )
    gateway.pay(order.order_id)
    journal = service.journal()
    refund = OrderRefund(order_id=order.order_id, out_refund_no="R1", refund_fee=1)
    before = sum(request.path == PATH for request in gateway.requests)
    journal.order_refund(refund)
    journal.order_refund(refund)
    assert sum(request.path == PATH for request in gateway.requests) == before + 1
    (entry,) = journal.entries()
    assert (entry.state, entry.fee) == (State.APPLIED, 1)
    assert JournalEntry.objects.get(number="R1").state == "applied"
    with pytest.raises(InvalidRequest, match="refund_fee"):
        journal.order_refund(OrderRefund(order_id=order.order_id, out_refund_no="R1", refund_fee=2))
    assert journal.resume() == []


@only("sqlite")
def test_refund_inside_atomic(inbox, zhixiao):
    """In a transaction that may be undone later nothing is written down, and nothing sent."""
    refund = OrderRefund(order_id="17", out_refund_no="R1", refund_fee=1)
    with transaction.atomic(), pytest.raises(InvalidRequest, match="inside of transaction"):
        service.journal().order_refund(refund)
    assert not JournalEntry.objects.exists()
