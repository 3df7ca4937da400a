"""No refund is doubled or forgotten, though processes are killed with -9 at every step."""

from __future__ import annotations

import os

import pytest

from .campaign import run_campaigns
from .points import POINTS

KILLS = int(os.environ.get("ZHIXIAO_JOURNAL_KILLS", "24"))
KILLS_ON_A_SERVER = len(POINTS)
"""One kill at each point."""


def test_every_refund_is_made_once():
    """Every refund is made once, however often its process dies (``make journal-kills``: 500)."""
    tally = run_campaigns(KILLS)
    assert tally.faults == []
    assert tally.kills.total() == KILLS
    assert (tally.made_once, tally.fen_made) == (tally.wanted, tally.fen_wanted)
    assert tally.wanted > 0


@pytest.mark.parametrize("database", ["postgresql", "mariadb"])
def test_every_refund_is_made_once_on_a_server(request, database):
    """Every refund is made once on a server, where dead processes leave transactions open."""
    tally = run_campaigns(
        KILLS_ON_A_SERVER, url=request.getfixturevalue(f"{database}_url"), at_random=False
    )
    assert tally.faults == []
    assert tally.kills.total() == KILLS_ON_A_SERVER
    assert tally.made_once == tally.wanted > 0


@pytest.mark.parametrize(
    ("broken", "fault"),
    [("writes late", "made, and forgotten"), ("resends", "made under a number that nobody wanted")],
)
def test_audit_sees_a_broken_journal(broken, fault):
    """The audit finds out a journal that writes too late or sends again under a new number."""
    tally = run_campaigns(60, broken=broken)
    assert any(found.startswith(fault) for found in tally.faults)
