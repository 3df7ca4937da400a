"""Resuming: finding out what became of the entries that are open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

import attrs

from ..errors import InvalidRequest
from ..errors.moments import moment
from ..fields import NumericId, spellings
from ..messages.text import Text
from ..resolving import Resolution, ResolvePace, Verdict
from ..resolving.arguments import ResolveArgs
from ..resolving.pace import CLOCKS_DIFFER, LONGEST
from ..store.async_or_sync import maybe_await
from .clients import JournalClient
from .entry import Entry, State
from .errors import in_doubt
from .other_entries import other_refunds, unknown, unless_another
from .sending import SEND_WITHIN
from .table import JournalTable

Elsewhere = Mapping[str, Iterable[int]]


@attrs.frozen
class Resumed:
    """An entry that was open, as it is now, and what was found out about it."""

    entry: Entry
    resolution: Resolution


_SHORTEST = 0.001
"""Minimum seconds for resolving; reading the table may have used up all there were."""

_STATES = {Verdict.APPLIED: State.APPLIED, Verdict.NOT_APPLIED: State.NOT_APPLIED}


async def resume(
    client: JournalClient,
    table: JournalTable,
    *,
    timeout: float | None,  # noqa: ASYNC109 - of a call that is cancelled by nobody
    pace: ResolvePace,
    elsewhere: Elsewhere | None,
    sleep: Callable[[float], Awaitable[None] | None],
) -> list[Resumed]:
    """Resolve each open entry; arguments as ``RefundJournal.resume``, and how to let time pass."""
    ResolveArgs(known_refunds=None, in_doubt=1, timeout=timeout, pace=pace)
    pace.must_outlast(client.timeouts)
    known = _amounts({} if elsewhere is None else elsewhere)
    latest_first = await table.select({"app_id": client.app_id, "state": State.OPEN.value})
    await table.read_clock()
    resumed = []
    for entry in reversed(latest_first):
        numbers = sorted(spellings(entry.order_id))
        made = [fee for order_id in numbers for fee in known.get(order_id, [])]
        resolver = _EntryResolver(client, table, pace, made, sleep)
        until = None if timeout is None else moment() + timeout
        resumed.append(await resolver.resume(entry, until))
    still_open = [one.entry for one in resumed if one.entry.state is State.OPEN]
    table.note_open(client.app_id, still_open)
    return resumed


def _amounts(elsewhere: Elsewhere) -> dict[str, list[int]]:
    """Return the amounts of the refunds made without the journal, by order, checked."""
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


_RULE = Text("rule.not_amounts_by_order")

_WRITTEN = {
    State.APPLIED: Text("found.written_applied"),
    State.REFUSED: Text("found.written_refused"),
    State.NOT_SENT: Text("found.written_not_sent"),
    State.NOT_APPLIED: Text("found.written_not_applied"),
}


@attrs.frozen
class _EntryResolver:
    """Finds out what became of an order's entries.

    Attributes:
        client: The merchant's.
        table: The journal's table.
        pace: When to probe.
        elsewhere: The amounts in fen of the order's refunds that were made without the journal.
        sleep: Lets seconds pass.
    """

    client: JournalClient
    table: JournalTable
    pace: ResolvePace
    elsewhere: list[int]
    sleep: Callable[[float], Awaitable[None] | None]

    async def resume(self, entry: Entry, until: float | None) -> Resumed:
        """Find out about an open entry, until a moment at the latest."""
        if self.table.age(entry) < -CLOCKS_DIFFER.total_seconds():
            said = Text("found.dated_ahead", sent_at=entry.sent_at.isoformat())
            return _resumed(entry, Verdict.UNKNOWN, said)
        if entry.unsent is not None:
            taken = await self._take_over(entry, entry.unsent, until)
            if taken is not None:
                return taken
            entry = (await self.table.select(entry.key))[0]
            if entry.state is not State.OPEN:
                applied = entry.state is State.APPLIED
                verdict = Verdict.APPLIED if applied else Verdict.NOT_APPLIED
                return _resumed(entry, verdict, _WRITTEN[entry.state])
        resolution = await self._resolve(entry, until)
        state = _STATES.get(resolution.verdict)
        if state is not None:
            entry = await self.table.resolve(entry, state)
        return Resumed(entry, resolution)

    async def _take_over(self, entry: Entry, unsent: State, until: float | None) -> Resumed | None:
        """Take over an entry that wasn't released; return None if its sender released it after all.

        The sender is left the time until the first probe, which only a slow sender needs.
        """
        wait = self.pace.first_probe - max(0.0, self.table.age(entry))
        if until is not None and moment() + wait > until:
            said = Text("found.on_its_way")
            return _resumed(entry, Verdict.UNKNOWN, said)
        if wait > 0:
            await maybe_await(self.sleep(wait))
        if not await self.table.withdraw(entry, unsent):
            return None
        said = Text("found.never_sent")
        withdrawn = attrs.evolve(entry, state=unsent, unsent=None)
        return _resumed(withdrawn, Verdict.NOT_APPLIED, said)

    async def _resolve(self, entry: Entry, until: float | None) -> Resolution:
        others = await other_refunds(self.table, entry)
        while True:
            resolution: Resolution = await maybe_await(
                self.client.resolve(
                    in_doubt(entry, self.table.age(entry)),
                    known_refunds=None if others.made is None else [*others.made, *self.elsewhere],
                    in_doubt=1 + others.open,
                    timeout=None if until is None else max(_SHORTEST, until - moment()),
                    pace=self._pace_after_the_call,
                )
            )
            before, others = others, await other_refunds(self.table, entry)
            if resolution.verdict is Verdict.UNKNOWN or others == before:
                return unless_another(resolution, others.not_applied)
            # A refund that was begun meanwhile may be the one that was seen.
            if until is not None and moment() >= until:
                return unknown(Text("found.others_begun"), resolution)

    @property
    def _pace_after_the_call(self) -> ResolvePace:
        """The pace whose deadline counts from the end of the latest call that may be under way."""
        call = SEND_WITHIN + (self.client.timeouts.deadline or 0.0)
        return attrs.evolve(self.pace, deadline=min(LONGEST, self.pace.deadline + call))


def _resumed(entry: Entry, verdict: Verdict, explanation: str) -> Resumed:
    return Resumed(entry, Resolution(verdict=verdict, explanation=explanation))
