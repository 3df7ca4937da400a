"""No day is half and no order lost or doubled, though exports and their workers are killed."""

from __future__ import annotations

import os

from .campaign import run_campaign

KILLS = int(os.environ.get("ZHIXIAO_EXPORT_KILLS", "8"))


def test_killed_exports_are_whole():
    """Exports are killed, and one of their workers: each order is there once in the end."""
    tally = run_campaign(KILLS, 1)
    assert tally.faults == []
    assert (tally.kills, tally.worker_kills) == (KILLS, 1)
    assert tally.rows > 0
