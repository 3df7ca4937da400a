"""Receipts issued and fetched at a sandbox, by both clients and by a journal."""

from __future__ import annotations

import asyncio

import attrs
import pytest

from tests.support.clients import connect
from zhixiao_async import InvalidRequest, OutcomeUnknown, PiaojuStatus, RequestFailed
from zhixiao_async.journal import RefundJournal, State
from zhixiao_async.sandbox import Rules, Sandbox
from zhixiao_sync import Client as SyncClient
from zhixiao_sync.journal import RefundJournal as SyncJournal

from .receipt import WANTED

RECEIPT = "/pay_api/piaoju/create"
HERE = {"allow_http": True, "allow_private": True}


def sent(gateway: Sandbox) -> int:
    """Return how many receipts were asked for."""
    return sum(request.path == RECEIPT for request in gateway.requests)


@pytest.fixture
async def journal(client, tmp_path):
    """Open a journal."""
    opened = RefundJournal(client, tmp_path / "journal.db")
    await opened.create_table()
    return opened


async def test_receipt_and_its_file(client, paid, tmp_path):
    """The receipt is issued, and its PDF filed under its number."""
    issued = await client.issue_receipt(WANTED, tmp_path, timeout=5, **HERE)
    assert issued.receipt.status is PiaojuStatus.ISSUED
    assert issued.path.name == f"{issued.receipt.ebill_code}-{issued.receipt.ebill_no}.pdf"
    assert issued.path.read_bytes().startswith(b"%PDF-")


async def test_called_again(gateway, client, paid, tmp_path):
    """A second call finds the receipt and its file; nothing is issued twice."""
    first = await client.issue_receipt(WANTED, timeout=5)
    assert first.path is None
    second = await client.issue_receipt(WANTED, tmp_path, timeout=5, **HERE)
    assert second == await client.issue_receipt(WANTED, tmp_path, timeout=5, **HERE)
    assert (second.receipt, sent(gateway)) == (first.receipt, 1)


async def test_lost_reply(gateway, client, paid, tmp_path):
    """A receipt whose reply was lost is found and fetched."""
    gateway.faults.reset_after(path=RECEIPT)
    assert (await client.issue_receipt(WANTED, tmp_path, timeout=5, **HERE)).path
    assert sent(gateway) == 1


async def test_lost_request(gateway, client, paid):
    """A request that was lost on its way ends in doubt, and isn't sent again."""
    gateway.faults.reset_before(path=RECEIPT)
    with pytest.raises(OutcomeUnknown) as unknown:
        await client.issue_receipt(WANTED, timeout=0.01)
    assert unknown.value.request == WANTED
    assert sent(gateway) == 1


async def test_by_a_journal(gateway, client, paid, journal):
    """With a journal, a call after a lost request doesn't send a second one."""
    gateway.faults.reset_before(path=RECEIPT)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await client.issue_receipt(WANTED, timeout=0.01, create=journal.piaoju_create)
    assert sent(gateway) == 1
    assert [entry.state for entry in await journal.entries()] == [State.OPEN]


async def test_several_at_once_by_a_journal(gateway, client, paid, journal):
    """Of calls for one order at once one sends, and all find the receipt."""
    calls = [
        client.issue_receipt(WANTED, timeout=9, create=journal.piaoju_create) for _ in range(3)
    ]
    first, *others = await asyncio.gather(*calls)
    assert first.issued
    assert others == [first, first]
    assert sent(gateway) == 1


async def test_refused(gateway, client, create):
    """An unpaid order gets no receipt, in the gateway's words."""
    await create()
    with pytest.raises(RequestFailed, match="订单未支付"):
        await client.issue_receipt(WANTED, timeout=5)


async def test_something_else_than_a_request(client):
    """What isn't a PiaojuCreate is refused, and not shown."""
    with pytest.raises(InvalidRequest, match=r"request must be a PiaojuCreate$"):
        await client.issue_receipt({"payer_name": "小明"}, timeout=5)


async def test_several_at_once():
    """Receipts of several orders are issued side by side on one client."""
    async with Sandbox(rules=Rules(receipt_seconds=0.01)) as gateway, connect(gateway) as client:
        wanted = [attrs.evolve(WANTED, out_trade_no=str(number)) for number in range(3)]
        for request in wanted:
            order = await client.order_create(
                body="费",
                out_trade_no=request.out_trade_no,
                total_fee=1,
                user_no="1",
                notify_url="http://127.0.0.1:9/",
            )
            await gateway.pay(order.order_id)
        calls = (client.issue_receipt(request, timeout=9) for request in wanted)
        assert all(issued.issued for issued in await asyncio.gather(*calls))


async def test_sync_client(gateway, paid, tmp_path):
    """The sync client does the same, by itself and by a journal of its own package."""

    def issue():
        with SyncClient(gateway.credentials, base_url=gateway.base_url) as client:
            journal = SyncJournal(client, tmp_path / "journal.db")
            journal.create_table()
            first = client.issue_receipt(WANTED, timeout=5, create=journal.piaoju_create)
            second = client.issue_receipt(WANTED, tmp_path, timeout=5, **HERE)
            return first.receipt == second.receipt, second.path.read_bytes()[:5]

    assert await asyncio.to_thread(issue) == (True, b"%PDF-")
    assert sent(gateway) == 1


async def test_sync_client_with_an_async_journal(gateway, paid, journal):
    """A journal of the other package is refused before anything is sent."""
    with (
        SyncClient(gateway.credentials, base_url=gateway.base_url) as client,
        pytest.raises(InvalidRequest, match="create must be of zhixiao_sync here"),
    ):
        client.issue_receipt(WANTED, timeout=5, create=journal.piaoju_create)
    assert sent(gateway) == 0
