"""在途退款 and 未决: what the journal has sent, or begun, and has no outcome of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs

from ...endpoints import OrderRefund
from ...journal import Entry, RefundJournal, State
from ...messages.catalogue import Language
from ..kinds import Kind
from .framing import framed, made_now
from .model import Report, Row, Section, Table
from .texts import Words

_ENTRIES = {
    "refund": "entry.refund",
    "whole refund": "entry.whole_refund",
    "receipt": "entry.receipt",
}
_SENDING = timedelta(minutes=1)
_OVERDUE = timedelta(days=1)
"""How long after it could have been found out about an entry is one for a person."""

_WAITING = ("sending", "wait")
"""Steps at which there is nothing to be done yet."""


async def journal_report(
    journal: RefundJournal[Any], *, language: Language | None = None, now: datetime | None = None
) -> Report:
    """Make the lists of one merchant's open entries, the oldest first.

    Refunds that were sent and whose outcome is unknown come first, each with its number, amount,
    age, and what to do; then whatever else is open: receipts, and entries that were written down
    and perhaps never sent. Nothing in the report is personal.

    Args:
        journal: The merchant's.
        language: Of the report; the locale's if None.
        now: The present, for tests.
    """
    words, made_at = Words(language), made_now(now)
    entries = sorted(await journal.entries(State.OPEN), key=lambda entry: entry.sent_at)
    lists = _Lists(words, made_at, timedelta(seconds=journal.conclusive_after))
    in_flight = [entry for entry in entries if _is_in_flight(entry)]
    others = [entry for entry in entries if not _is_in_flight(entry)]
    overdue = sum(lists.late_by(entry) > timedelta() for entry in entries)
    return framed(
        words,
        "journal",
        [
            lists.section("refunds_in_flight", "sent_at", in_flight),
            lists.section("open_entries", "begun_at", others),
        ],
        made_at=made_at,
        facts=[(words("fact.app_ids"), journal.app_id)],
        warnings=[words("warning.overdue", count=overdue)] if overdue else [],
        to_do=sum(lists.next_step(entry) not in _WAITING for entry in entries),
    )


def _is_in_flight(entry: Entry) -> bool:
    return isinstance(entry.request, OrderRefund) and entry.unsent is None


@attrs.frozen
class _Lists:
    """Makes the lists.

    Attributes:
        words: The texts.
        now: The present.
        conclusive_after: How long after an entry was written down its outcome can be found out.
    """

    words: Words
    now: datetime
    conclusive_after: timedelta

    def late_by(self, entry: Entry) -> timedelta:
        """Return how long the outcome could have been found out."""
        return self.now - entry.sent_at - self.conclusive_after

    def section(self, name: str, sent: str, entries: Sequence[Entry]) -> Section:
        """Return a list of entries."""
        words = self.words
        columns = (
            words.column("out_refund_no", Kind.ID),
            words.column("order_id", Kind.ID),
            words.column("entry"),
            words.column("amount", Kind.FEN),
            words.column(sent, Kind.MOMENT),
            words.column("age"),
            words.column("conclusive_at", Kind.MOMENT),
            words.column("next_step"),
        )
        known = [entry.fee for entry in entries if entry.fee is not None]
        total = (words("total"), None, None, sum(known), *[None] * 4) if known else None
        whole = sum(entry.kind == "whole refund" for entry in entries)
        notes = (words("note.whole_refunds", count=whole),) if whole else ()
        rows = [self._row(entry) for entry in entries]
        return Section(name, words(f"section.{name}"), Table(columns, rows, total), notes=notes)

    def _row(self, entry: Entry) -> Row:
        own_number = entry.number if entry.kind == "refund" else None
        return (
            own_number,
            entry.order_id,
            self.words(_ENTRIES[entry.kind]),
            entry.fee,
            entry.sent_at,
            self._age(entry),
            entry.sent_at + self.conclusive_after,
            self.words(f"next.{self.next_step(entry)}"),
        )

    def _age(self, entry: Entry) -> str:
        minutes = max(0, int((self.now - entry.sent_at).total_seconds()) // 60)
        hours, minutes = divmod(minutes, 60)
        if hours < 24:
            return self.words("age.hours", hours=hours, minutes=minutes)
        return self.words("age.days", days=hours // 24, hours=hours % 24)

    def next_step(self, entry: Entry) -> str:
        """Return what is to be done about an entry, by the name of its text."""
        if entry.unsent is not None:
            return "sending" if self.now - entry.sent_at < _SENDING else "withdraw"
        late = self.late_by(entry)
        if late < timedelta():
            return "wait"
        return "resume" if late < _OVERDUE else "person"
