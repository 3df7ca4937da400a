"""Finding out what became of the entries that are open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from .._either import settled
from ..endpoints import OrderRefund
from ..settling import Settlement, SettlePace, Verdict
from .books import Books, in_doubt
from .entry import Entry, State
from .sending import Sends


@attrs.frozen
class Resumed:
    """An entry that was open, as it is now, and what was found out about it."""

    entry: Entry
    settlement: Settlement


_STATES = {Verdict.APPLIED: State.APPLIED, Verdict.NOT_APPLIED: State.NOT_APPLIED}


async def resume(
    client: Sends,
    books: Books[Any],
    latest_first: list[Entry],
    *,
    timeout: float | None,  # noqa: ASYNC109 - of a call that is cancelled by nobody
    pace: SettlePace,
) -> list[Resumed]:
    """Settle each; arguments as ``RefundJournal.resume``."""
    resumed = []
    for entry in reversed(latest_first):
        settlement = await _settle(client, books, entry, {"timeout": timeout, "pace": pace})
        state = _STATES.get(settlement.verdict)
        now = entry if state is None else await books.settle(entry, state)
        resumed.append(Resumed(now, settlement))
    return resumed


async def _settle(
    client: Sends, books: Books[Any], entry: Entry, options: dict[str, Any]
) -> Settlement:
    while True:
        made, alike = await _others(books, entry)
        settlement: Settlement = await settled(
            client.settle(in_doubt(entry), known_refunds=made, in_doubt=1 + alike, **options)
        )
        # A refund that was begun meanwhile may be the one that was seen.
        unknown = settlement.verdict is Verdict.UNKNOWN
        if unknown or (made, alike) == await _others(books, entry):
            return settlement


async def _others(books: Books[Any], entry: Entry) -> tuple[Iterable[int] | None, int]:
    """What else was refunded of the order, None if unknown; and how many like it are open."""
    if not isinstance(entry.request, OrderRefund):
        return None, 0
    others = [
        one
        for one in await books.select({"app_id": entry.app_id, "order_id": entry.order_id})
        if isinstance(one.request, OrderRefund) and one.key != entry.key
    ]
    open_ = [one.fee for one in others if one.state is State.OPEN]
    # A whole refund's row can have any amount.
    alike = sum(entry.fee is None or fee in (entry.fee, None) for fee in open_)
    made = [one.fee for one in others if one.state is State.APPLIED]
    if None in made:
        return None, alike
    return sorted(fee for fee in made if fee is not None), alike
