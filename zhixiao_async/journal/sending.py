"""Sending a refund or a receipt once: written down before the first byte, its outcome after."""

from __future__ import annotations

from typing import cast

import attrs

from ..endpoints import OrderRefundResult, PiaojuCreate, PiaojuCreateResult
from ..errors import GatewayError, InvalidRequest, NotSent, OutcomeUnknown
from ..errors.moments import moment
from ..messages.text import Text
from ..store.async_or_sync import maybe_await
from ..transport.sessions import Unusable
from .clients import JournalClient
from .entry import Entry, MoneyRequest, MoneyResult, State
from .errors import in_doubt
from .order_ids import order_id_of
from .other_entries import must_be_spelled_alike
from .table import JournalTable

SEND_WITHIN = 60.0
"""Seconds since before an entry is written down, in which the first byte of its call must leave."""


async def send_once(
    client: JournalClient, table: JournalTable, request: MoneyRequest
) -> MoneyResult:
    """Send a request, unless it was made before; errors as ``RefundJournal.order_refund``."""
    order_id = await order_id_of(client, table, request)
    entry = Entry.of(client.app_id, request, order_id)
    await must_be_spelled_alike(table, entry)
    began = moment()
    entry, before = await table.begin(entry)
    if before is not None and before.state is State.APPLIED:
        return _result_of(before)
    unsent = entry.unsent or State.NOT_SENT
    await table.release(entry, unsent)
    try:
        sent = client.call(request, may_send=lambda: moment() - began < SEND_WITHIN)
        result = cast("MoneyResult", await maybe_await(sent))
    except OutcomeUnknown as error:
        if error.applied:
            await table.conclude_with(error, entry, State.APPLIED)
        raise
    except GatewayError as refusal:
        if unsent is State.NOT_APPLIED:  # perhaps as the first one was carried out after all
            why = Text("reason.refused_after_all", refusal=refusal.message)
            raise in_doubt(entry, moment() - began, why) from refusal
        await table.conclude_with(refusal, entry, State.REFUSED)
        raise
    except (NotSent, InvalidRequest, Unusable) as error:
        await table.conclude_with(error, entry, unsent)
        raise
    try:
        await table.conclude(attrs.evolve(entry, result=result), State.APPLIED)
    except Exception as unwritten:  # it looks as if nothing had been sent
        made = in_doubt(entry, moment() - began, Text("reason.entry_not_updated"))
        made.applied = True
        raise made from unwritten
    return result


def _result_of(entry: Entry) -> MoneyResult:
    """Return the result as received; where the reply was lost, what is known of it."""
    if entry.result is not None:
        return entry.result
    if isinstance(entry.request, PiaojuCreate):
        return PiaojuCreateResult(message="")
    return OrderRefundResult(order_id=entry.order_id, out_trade_no=entry.request.out_trade_no)
