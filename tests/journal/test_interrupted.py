"""Cancelled or interrupted while the outcome is written down: the error says what it was."""

from __future__ import annotations

import asyncio

import pytest

from zhixiao_async.journal import State
from zhixiao_async.sandbox import SandboxThread
from zhixiao_async.store import SQLiteStore
from zhixiao_sync import Client
from zhixiao_sync.journal import RefundJournal
from zhixiao_sync.store import SQLiteStore as BlockingStore

from .conftest import ORDER, QUICK, part, sent, states


class Slow(SQLiteStore):
    """A store that never ends writing an outcome, unless it is in no hurry any more."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.updating, self.slow = asyncio.Event(), True

    async def update(self, *arguments):
        if self.slow and "state" in arguments[-1]:
            self.updating.set()
            await asyncio.Event().wait()
        return await super().update(*arguments)


async def test_cancelled(gateway, opened, tmp_path, paid):
    """A cancelled call's error says that the refund was made, and resume finds it."""
    store = Slow(tmp_path / "slow.db")
    journal = await opened(store)
    refunding = asyncio.create_task(journal.order_refund(part()))
    await store.updating.wait()
    refunding.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await refunding
    assert "refund r1 is applied" in caught.value.__notes__[0]
    store.slow = False
    assert await states(journal) == {"r1": State.OPEN}
    await journal.resume(pace=QUICK)
    assert (sent(gateway), await states(journal)) == (1, {"r1": State.APPLIED})


def test_ctrl_c(tmp_path):
    """A call that Ctrl-C interrupts says so as well."""

    class Interrupted(BlockingStore):
        async def update(self, *arguments):
            if "state" in arguments[-1]:
                raise KeyboardInterrupt
            return await super().update(*arguments)

    with (
        SandboxThread() as gateway,
        Client(gateway.credentials, base_url=gateway.base_url) as client,
    ):
        gateway.pay(client.order_create(**ORDER).order_id)
        journal = RefundJournal(client, Interrupted(tmp_path / "journal.db"))
        journal.create_table()
        with pytest.raises(KeyboardInterrupt) as caught:
            journal.order_refund(part())
    assert "refund r1 is applied" in caught.value.__notes__[0]
