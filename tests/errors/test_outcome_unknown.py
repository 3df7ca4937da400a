"""An outcome that was lost: how it is resolved, and how long ago it was lost."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from zhixiao_async.errors import OutcomeUnknown, sending


def test_outcome_unknown_says_how_to_resolve():
    """An unknown outcome names the query that finds out, and counts as applied only if told so."""
    error = OutcomeUnknown("why", resolve_by="order_query")
    assert (error.resolve_by, error.applied) == ("order_query", False)


class Resolves:
    """A client that keeps what it was asked."""

    def resolve(self, error, **asked):
        """Return the arguments."""
        return error, asked


def test_outcome_is_resolved_by_the_client():
    """The client is asked about this very error, with its own pace and one refund in doubt."""
    error = OutcomeUnknown("why", resolve_by="order_query")
    asked = {"known_refunds": None, "in_doubt": 1, "timeout": None}
    assert error.resolve(Resolves()) == (error, asked)


@pytest.mark.parametrize("pace", [{}, {"pace": "slow"}], ids=["no pace", "a pace"])
def test_outcome_is_resolved_as_told(pace):
    """Every argument reaches the client."""
    error = OutcomeUnknown("why", resolve_by="order_list")
    asked = {"known_refunds": [100], "in_doubt": 2, "timeout": 7.0, **pace}
    assert error.resolve(Resolves(), **asked) == (error, asked)


@pytest.fixture
def clock(monkeypatch):
    """Elapsed time that only the test moves; a list of one."""
    now = [1000.0]
    monkeypatch.setattr(sending, "moment", lambda: now[0])
    return now


def test_age_is_elapsed_time(clock):
    """An error's age grows with the clock that nobody can set, from when the outcome was lost."""
    error = OutcomeUnknown("why", resolve_by="x")
    assert error.age() == 0
    clock[0] += 90
    assert error.age() == 90


def test_age_of_what_was_lost_earlier(clock):
    """A loss that was noticed later is dated back."""
    error, at = OutcomeUnknown("why", resolve_by="x"), datetime(2026, 3, 2, tzinfo=UTC)
    error.lost(at, 60)
    clock[0] += 1
    assert (error.happened_at, error.age()) == (at, 61)


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda error: pickle.loads(pickle.dumps(error)),
        lambda error: setattr(error, "happened_at", error.happened_at - timedelta(0, 1)) or error,
    ],
    ids=["pickled", "set by hand"],
)
def test_age_of_what_came_from_elsewhere(clock, elsewhere):
    """Elapsed time means nothing on another machine: only the time of day is known."""
    error = OutcomeUnknown("why", resolve_by="x")
    error.lost(datetime.now(UTC) - timedelta(hours=2), 0)
    clock[0] += 90
    assert 7200 <= elsewhere(error).age() < 7290
    assert "_clocked" not in vars(error)
