"""Finding out what became of the entries that are open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from .._either import settled
from .._moments import moment
from ..errors import InvalidRequest
from ..fields import NumericId, spellings
from ..settling import Settlement, SettlePace, Verdict
from ..settling.settlement import CLOCKS_DIFFER, LONGEST
from ..settling.terms import Terms
from .alike import others_of, unknown, unless_another
from .books import Books, in_doubt
from .entry import Entry, State
from .sending import SEND_WITHIN, Sends

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
    sleep: Callable[[float], Any],
) -> list[Resumed]:
    """Settle each open entry; arguments as ``RefundJournal.resume``, and how time is let pass."""
    Terms(known_refunds=None, in_doubt=1, timeout=timeout, pace=pace)
    pace.must_outlast(client.timeouts)
    known = _amounts({} if elsewhere is None else elsewhere)
    latest_first = await books.select({"app_id": client.app_id, "state": State.OPEN.value})
    await books.read_clock()
    resumed = []
    for entry in reversed(latest_first):
        made = [fee for one in sorted(spellings(entry.order_id)) for fee in known.get(one, [])]
        resuming = _Resuming(client, books, pace, made, sleep)
        until = None if timeout is None else moment() + timeout
        resumed.append(await resuming.resumed(entry, until))
    return resumed


def _amounts(elsewhere: Elsewhere) -> dict[str, list[int]]:
    """Refunds made without the journal: their amounts by order."""
    if not isinstance(elsewhere, Mapping):
        raise InvalidRequest("elsewhere", _RULE, given=elsewhere)
    known = {}
    for order_id, fees in elsewhere.items():
        # Text and bytes have elements too, but no amounts.
        several = isinstance(fees, Iterable) and not isinstance(fees, str | bytes)
        sound = several and isinstance(order_id, str) and not isinstance(order_id, NumericId)
        amounts = list(fees) if sound else []
        if not sound or not all(type(fee) is int and fee > 0 for fee in amounts):
            raise InvalidRequest("elsewhere", _RULE, given={order_id: fees})
        known[order_id] = amounts
    return known


_RULE = (
    "must map an order_id (with its zeros, so none that came as a JSON number) to the amounts of "
    "its refunds, each an int of at least 1 fen"
)


@attrs.frozen
class _Resuming:
    """Finds out about entries of one order.

    Attributes:
        client: The merchant's.
        books: The journal's table.
        pace: When to look.
        elsewhere: The amounts in fen of the order's refunds that were made without the journal.
        sleep: Lets so many seconds pass.
    """

    client: Sends
    books: Books[Any]
    pace: SettlePace
    elsewhere: list[int]
    sleep: Callable[[float], Any]

    async def resumed(self, entry: Entry, until: float | None) -> Resumed:
        """Find out about one, until a moment at the latest."""
        if self.books.age(entry) < -CLOCKS_DIFFER.total_seconds():
            said = (
                f"sent_at, {entry.sent_at.isoformat()}, lies ahead of the database's clock: when "
                "it was sent isn't known; set the clock right, or sent_at"
            )
            return Resumed(entry, Settlement(verdict=Verdict.UNKNOWN, explanation=said))
        if entry.unsent is not None:
            taken = await self._taken_over(entry, entry.unsent, until)
            if taken is not None:
                return taken
            entry = (await self.books.select(entry.key))[0]
            if entry.state is not State.OPEN:
                applied = entry.state is State.APPLIED
                verdict = Verdict.APPLIED if applied else Verdict.NOT_APPLIED
                said = f"its own process has written that it is {entry.state.value}"
                return Resumed(entry, Settlement(verdict=verdict, explanation=said))
        settlement = await self._settled(entry, until)
        state = _STATES.get(settlement.verdict)
        return Resumed(
            entry if state is None else await self.books.settle(entry, state), settlement
        )

    async def _taken_over(self, entry: Entry, unsent: State, until: float | None) -> Resumed | None:
        """Take an entry over that wasn't released; None if it is its sender's after all.

        The sender is left the time until the first look, for which only a slow one has a use.
        """
        wait = self.pace.first_look - max(0.0, self.books.age(entry))
        if until is not None and moment() + wait > until:
            said = "it was written down a moment ago and may be on its way; look again later"
            return Resumed(entry, Settlement(verdict=Verdict.UNKNOWN, explanation=said))
        if wait > 0:
            await settled(self.sleep(wait))
        if not await self.books.withdraw(entry, unsent):
            return None
        said = "it was written down and never sent, and whoever wrote it can't send it any more"
        now = attrs.evolve(entry, state=unsent, unsent=None)
        return Resumed(now, Settlement(verdict=Verdict.NOT_APPLIED, explanation=said))

    async def _settled(self, entry: Entry, until: float | None) -> Settlement:
        others = await others_of(self.books, entry)
        while True:
            settlement: Settlement = await settled(
                self.client.settle(
                    in_doubt(entry, self.books.age(entry)),
                    known_refunds=None if others.made is None else [*others.made, *self.elsewhere],
                    in_doubt=1 + others.alike,
                    timeout=None if until is None else max(_SHORTEST, until - moment()),
                    pace=self._once_its_call_is_over,
                )
            )
            before, others = others, await others_of(self.books, entry)
            if settlement.verdict is Verdict.UNKNOWN or others == before:
                return unless_another(settlement, others.unmade)
            # A refund that was begun meanwhile may be the one that was seen.
            if until is not None and moment() >= until:
                said = "other refunds of the order were begun meanwhile; look again later"
                return unknown(said, settlement)

    @property
    def _once_its_call_is_over(self) -> SettlePace:
        """The pace for an entry that may have been sent as late as can be."""
        call = SEND_WITHIN + (self.client.timeouts.deadline or 0.0)
        return attrs.evolve(self.pace, deadline=min(LONGEST, self.pace.deadline + call))
