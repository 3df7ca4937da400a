"""Refunds and receipts written down before they are sent, so that a crash forgets none."""

from .entry import Entry, State
from .journal import RefundJournal
from .resuming import Resumed
from .rows import journal_table

__all__ = ["Entry", "RefundJournal", "Resumed", "State", "journal_table"]
