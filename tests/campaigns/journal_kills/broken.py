"""Journals that lose or double money, which the audit has to find out."""

from __future__ import annotations

from typing import Any

import attrs

from zhixiao_async import OutcomeUnknown
from zhixiao_async.endpoints import OrderRefund
from zhixiao_async.journal import Entry, RefundJournal, State
from zhixiao_async.journal.order_ids import order_id_of


class WritesLate(RefundJournal[Any]):
    """Writes an entry only after sending."""

    async def _send_once(self, request: Any) -> Any:
        entry = Entry.of(
            self._client.app_id, request, await order_id_of(self._client, self._table, request)
        )
        result = await self._client.call(request)
        entry, _ = await self._table.begin(entry)
        await self._table.conclude(attrs.evolve(entry, result=result), State.APPLIED)
        return result


class Resends(RefundJournal[Any]):
    """Sends an open refund again under a new number."""

    async def resume(self, **_: Any) -> Any:
        for entry in await self.entries(State.OPEN):
            if isinstance(entry.request, OrderRefund) and entry.request.out_refund_no:
                again = attrs.evolve(entry.request, out_refund_no=f"{entry.number}-2")
                try:
                    await self._send_once(again)
                except OutcomeUnknown:
                    continue
                await self._table.conclude(entry, State.APPLIED)
        return []


BROKEN = {"writes late": WritesLate, "resends": Resends}
