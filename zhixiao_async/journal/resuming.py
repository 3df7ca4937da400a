"""Finding out what became of the entries that are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

import attrs

from .._either import settled
from ..endpoints import OrderRefund
from ..errors import InvalidRequest
from ..settling import Settlement, SettlePace, Verdict
from ..settling.terms import Terms
from .books import Books, in_doubt
from .entry import Entry, State
from .sending import Sends

Elsewhere = Mapping[str, Iterable[int]]


@attrs.frozen
class Resumed:
    """An entry that was open, as it is now, and what was found out about it."""

    entry: Entry
    settlement: Settlement


_SHORTEST = 0.001
"""Seconds that settling takes at least; reading the books may have used up all there were."""

_STATES = {Verdict.APPLIED: State.APPLIED, Verdict.NOT_APPLIED: State.NOT_APPLIED}


async def resume(
    client: Sends,
    books: Books[Any],
    *,
    timeout: float | None,  # noqa: ASYNC109 - of a call that is cancelled by nobody
    pace: SettlePace,
    elsewhere: Elsewhere | None,
) -> list[Resumed]:
    """Settle each open entry; arguments as ``RefundJournal.resume``."""
    Terms(known_refunds=None, in_doubt=1, timeout=timeout, pace=pace)
    known = _amounts({} if elsewhere is None else elsewhere)
    latest_first = await books.select({"app_id": client.app_id, "state": State.OPEN.value})
    resumed = []
    for entry in reversed(latest_first):
        other = known.get(entry.order_id, [])
        settlement = await _settle(client, books, entry, other, timeout=timeout, pace=pace)
        state = _STATES.get(settlement.verdict)
        now = entry if state is None else await books.settle(entry, state)
        resumed.append(Resumed(now, settlement))
    return resumed


def _amounts(elsewhere: Elsewhere) -> dict[str, list[int]]:
    """Refunds made without the journal: their amounts by order."""
    if not isinstance(elsewhere, Mapping):
        raise InvalidRequest("elsewhere", _RULE, given=elsewhere)
    known = {}
    for order_id, fees in elsewhere.items():
        # Text and bytes have elements too, but no amounts.
        several = isinstance(fees, Iterable) and not isinstance(fees, str | bytes)
        sound = several and isinstance(order_id, str)
        amounts = list(fees) if sound else []
        if not sound or not all(type(fee) is int and fee > 0 for fee in amounts):
            raise InvalidRequest("elsewhere", _RULE, given={order_id: fees})
        known[order_id] = amounts
    return known


_RULE = "must map an order_id to the amounts of its refunds, each an int of at least 1 fen"


async def _settle(
    client: Sends,
    books: Books[Any],
    entry: Entry,
    elsewhere: list[int],
    *,
    timeout: float | None,  # noqa: ASYNC109 - of a call that is cancelled by nobody
    pace: SettlePace,
) -> Settlement:
    until = None if timeout is None else monotonic() + timeout
    others = await _others(books, entry)
    while True:
        settlement: Settlement = await settled(
            client.settle(
                in_doubt(entry),
                known_refunds=None if others.made is None else [*others.made, *elsewhere],
                in_doubt=1 + others.alike,
                timeout=None if until is None else max(_SHORTEST, until - monotonic()),
                pace=pace,
            )
        )
        before, others = others, await _others(books, entry)
        if settlement.verdict is Verdict.UNKNOWN or others == before:
            return _unless_another(settlement, others.unmade)
        # A refund that was begun meanwhile may be the one that was seen.
        if until is not None and monotonic() >= until:
            said = "other refunds of the order were begun meanwhile; look again later"
            return _unknown(said, settlement)


def _unless_another(settlement: Settlement, unmade: list[str]) -> Settlement:
    """What a deadline ruled out may have been carried out late: then it is what was seen."""
    if settlement.verdict is not Verdict.APPLIED or not unmade:
        return settlement
    said = (
        f"{settlement.explanation}, or another's, settled as not applied and perhaps carried out "
        f"late ({', '.join(unmade)}); they can't be told apart: ask the vendor by out_refund_no"
    )
    return _unknown(said, settlement)


def _unknown(explanation: str, settlement: Settlement) -> Settlement:
    return attrs.evolve(settlement, verdict=Verdict.UNKNOWN, explanation=explanation)


@attrs.frozen
class _Others:
    """The order's other refunds.

    Attributes:
        made: The amounts in fen of those that were made; None if one of them isn't known.
        alike: How many are open that could be taken for the one in question.
        unmade: The numbers of those that could be, and were settled as not applied.
    """

    made: list[int] | None = None
    alike: int = 0
    unmade: list[str] = attrs.Factory(list)


async def _others(books: Books[Any], entry: Entry) -> _Others:
    if not isinstance(entry.request, OrderRefund):
        return _Others()
    others = [
        one
        for one in await books.select({"app_id": entry.app_id, "order_id": entry.order_id})
        if isinstance(one.request, OrderRefund) and one.key != entry.key
    ]
    # A whole refund's row can have any amount.
    alike = [one for one in others if entry.fee is None or one.fee in (entry.fee, None)]
    made = [one.fee for one in others if one.state is State.APPLIED]
    return _Others(
        made=None if None in made else sorted(fee for fee in made if fee is not None),
        alike=sum(one.state is State.OPEN for one in alike),
        unmade=sorted(one.number for one in alike if one.state is State.NOT_APPLIED),
    )
