"""Refunds and receipts written down before they are sent, so that a crash forgets none."""

from .entry import Entry, State, journal_table
from .journal import RefundJournal
from .resuming import Resumed

__all__ = ["Entry", "RefundJournal", "Resumed", "State", "journal_table"]
