"""The mix *journals in doubt*: no refund is doubled or lost, and planted faults are found."""

from __future__ import annotations

import pytest

from tests.campaigns.chaos import journals_in_doubt
from zhixiao_async import ResolvePace, errors
from zhixiao_async.journal import rows, sending, table
from zhixiao_async.resolving import pace

from .ledger import Outcome

SEED = 20881


async def test_every_refund_is_made_once():
    """The journals and the gateway's records agree in the end."""
    report = await journals_in_doubt.run(100, SEED)

    assert not report.violations, str(report)
    assert report.count(Outcome.OK) >= 25
    assert report.count(Outcome.UNKNOWN) >= 10


def no_fence(monkeypatch):
    """Send a written entry though another worker has taken it over, however late."""

    async def release(self, entry, unsent):
        await self._write(rows.where_unreleased(entry), {"unsent": None})

    monkeypatch.setattr(table.JournalTable, "release", release)
    monkeypatch.setattr(sending, "SEND_WITHIN", float("inf"))


def no_window(monkeypatch):
    """Take absence from the listing for a proof after five minutes instead of an hour."""
    monkeypatch.setattr(pace, "LISTED_BY", 0)
    monkeypatch.setattr(journals_in_doubt, "PACE", ResolvePace(pause=100, deadline=300))


def passing(monkeypatch):
    """Take any refusal for a proof that nothing was done."""
    monkeypatch.setattr(errors.GatewayError, "passing", False)


@pytest.mark.parametrize(
    ("plant", "operations", "found"),
    [(no_fence, 50, "doubled"), (no_window, 200, "doubled"), (passing, 100, "denied")],
)
async def test_planted_fault_is_found(monkeypatch, plant, operations, found):
    """A journal without one of its precautions is found out after some runs.

    Many short runs find it sooner than few long ones.
    """
    plant(monkeypatch)
    for seed in range(SEED, SEED + 60):
        report = await journals_in_doubt.run(operations, seed)
        if any(violation.what.startswith(found) for violation in report.violations):
            return
    pytest.fail(str(report))
