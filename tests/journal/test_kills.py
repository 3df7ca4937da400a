"""Killed with -9 at every step: no refund is doubled, and none is forgotten."""

from __future__ import annotations

import os

import pytest

from tests.journal.kills.campaign import campaigns
from tests.journal.kills.points import POINTS

KILLS = int(os.environ.get("ZHIXIAO_JOURNAL_KILLS", "40"))
KILLS_ON_A_SERVER = 2 * len(POINTS)
"""Once at each point, and as often at random."""


def test_every_refund_is_made_once():
    """However often its process dies; `make journal-kills` kills 500."""
    tally = campaigns(KILLS)
    assert tally.faults == []
    assert tally.kills.total() == KILLS
    assert (tally.made_once, tally.fen_made) == (tally.wanted, tally.fen_wanted)
    assert tally.wanted > 0


@pytest.mark.parametrize("database", ["postgresql", "mariadb"])
def test_every_refund_is_made_once_on_a_server(request, database):
    """Transactions that a dead process has left open don't matter either."""
    tally = campaigns(KILLS_ON_A_SERVER, url=request.getfixturevalue(f"{database}_url"))
    assert tally.faults == []
    assert tally.kills.total() == KILLS_ON_A_SERVER
    assert tally.made_once == tally.wanted > 0


@pytest.mark.parametrize(
    ("broken", "fault"),
    [("writes late", "made, and forgotten"), ("resends", "made under a number that nobody wanted")],
)
def test_audit_sees_a_broken_journal(broken, fault):
    """A journal that writes down too late, or sends again under a new number, doesn't pass."""
    tally = campaigns(60, broken=broken)
    assert any(one.startswith(fault) for one in tally.faults)
