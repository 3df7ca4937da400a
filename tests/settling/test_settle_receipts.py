"""What became of a receipt whose reply was lost."""

from __future__ import annotations

import pytest

from zhixiao_async import PayerType, Verdict

from .conftest import lost, settled

RECEIPT = "/pay_api/piaoju/create"


@pytest.fixture
def receipt(client):
    """Issues a receipt for the order."""
    return lambda: client.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
    )


async def test_receipt_that_was_issued(gateway, client, paid, receipt):
    """It can be queried."""
    gateway.faults.reset_after(path=RECEIPT)
    settlement = await settled(client, await lost(receipt()))
    assert (settlement.verdict, settlement.order_id) == (Verdict.APPLIED, paid.order_id)


async def test_receipt_that_was_not_issued(gateway, client, paid, receipt):
    """It isn't there by the deadline."""
    gateway.faults.reset_before(path=RECEIPT)
    assert (await settled(client, await lost(receipt()))).verdict is Verdict.NOT_APPLIED


async def test_receipt_of_an_unpaid_order(gateway, client, create, receipt):
    """piaoju_query refuses, so there is none."""
    await create()
    gateway.faults.reset_before(path=RECEIPT)
    assert (await settled(client, await lost(receipt()))).verdict is Verdict.NOT_APPLIED


async def test_receipt_that_was_reversed(gateway, client, paid, receipt):
    """Whether it was this one or an earlier one, only the vendor knows."""
    gateway.faults.reset_after(path=RECEIPT)
    error = await lost(receipt())
    await client.order_refund(out_trade_no="20881")
    settlement = await settled(client, error)
    assert settlement.verdict is Verdict.UNKNOWN
    assert "REVERSED" in settlement.explanation


async def test_earlier_receipt_of_somebody_else(gateway, client, paid, receipt):
    """The one that is found may be the earlier one."""
    await client.piaoju_create(
        out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小红", phone="13000000000"
    )
    gateway.faults.reset_before(path=RECEIPT)
    settlement = await settled(client, await lost(receipt()))
    assert settlement.verdict is Verdict.UNKNOWN
    assert "payer_name" in settlement.explanation
