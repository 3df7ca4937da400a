"""Receipts whose reply was lost."""

from __future__ import annotations

import pytest

from zhixiao_async import PayerType, Verdict

from .conftest import lost, resolved

RECEIPT = "/pay_api/piaoju/create"


@pytest.fixture
def receipt(client):
    """Return a function that issues a receipt for the order."""
    return lambda: client.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
    )


async def test_receipt_that_was_issued(gateway, client, paid, receipt):
    """A receipt that was issued can be queried."""
    gateway.faults.reset_after(path=RECEIPT)
    resolution = await resolved(client, await lost(receipt()))
    assert (resolution.verdict, resolution.order_id) == (Verdict.APPLIED, paid.order_id)


async def test_receipt_that_was_not_issued(gateway, client, paid, receipt):
    """A receipt that isn't there by the deadline was not issued."""
    gateway.faults.reset_before(path=RECEIPT)
    assert (await resolved(client, await lost(receipt()))).verdict is Verdict.NOT_APPLIED


async def test_receipt_of_an_unpaid_order(gateway, client, create, receipt):
    """An unpaid order has no receipt, and piaoju_query refuses."""
    await create()
    gateway.faults.reset_before(path=RECEIPT)
    assert (await resolved(client, await lost(receipt()))).verdict is Verdict.NOT_APPLIED


async def test_receipt_that_was_reversed(gateway, client, paid, receipt):
    """A reversed receipt may be this one or an earlier one; only the vendor knows."""
    gateway.faults.reset_after(path=RECEIPT)
    error = await lost(receipt())
    await client.order_refund(out_trade_no="20881")
    resolution = await resolved(client, error)
    assert resolution.verdict is Verdict.UNKNOWN
    assert "REVERSED" in resolution.explanation


async def test_earlier_receipt_of_somebody_else(gateway, client, paid, receipt):
    """A receipt that is found may be the earlier one."""
    await client.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小红", phone="13000000000"
    )
    gateway.faults.reset_before(path=RECEIPT)
    resolution = await resolved(client, await lost(receipt()))
    assert resolution.verdict is Verdict.UNKNOWN
    assert "payer_name" in resolution.explanation
