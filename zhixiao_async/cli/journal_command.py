"""``zhixiao journal``: what the refund journal still has open."""

from __future__ import annotations

from .command import LazyGroup

command = LazyGroup("journal", {"report": f"{__package__}.journal_report_command"})
