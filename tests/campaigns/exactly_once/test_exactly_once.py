"""Each payment is credited once though workers are killed, and split transactions are found out.

This is the small version of ``make exactly-once``.
"""

import asyncio

import attrs
import pytest

from .check import Plan, Report, check

SMALL = Plan(orders=25, copies=4, kills=3, workers=4, couriers=12)
# One worker and one delivery at a time, so that each death comes at a known moment.
ONE_BY_ONE = Plan(orders=6, copies=2, kills=0, workers=1, couriers=1, dies_at=3)
SERVERS = ["wsgi", "aiohttp"]


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'school.db'}"
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def file(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'school.db'}"


def run(url: str, plan: Plan) -> Report:
    """Run the check in a loop of its own: the suite's debug mode makes it five times slower."""
    return asyncio.run(asyncio.wait_for(check(url, plan), timeout=300))


@pytest.mark.parametrize("url", ["sqlite", "postgresql", "mariadb"], indirect=True)
def test_credited_once_though_workers_are_killed(url):
    """Each order is credited once, though duplicates race and three workers are killed."""
    require_sound(run(url, SMALL))


@pytest.mark.parametrize("url", ["sqlite", "postgresql", "mariadb"], indirect=True)
def test_credited_once_by_the_orm(url):
    """So it is where handlers get sessions, which the inbox flushes."""
    require_sound(run(url, attrs.evolve(SMALL, inbox="sessions")))


def test_credited_once_by_django(postgresql_url):
    """So it is in Django's transactions, whose handlers use its ORM."""
    require_sound(run(postgresql_url, attrs.evolve(SMALL, inbox="django")))


def require_sound(report: Report) -> None:
    """Check that the small plan was carried out, and each order credited once."""
    assert report.sound, report
    assert (report.once, report.successes, report.kills) == (25, 100, 3)


@pytest.mark.parametrize("server", SERVERS)
def test_killed_just_before_the_commit(file, server):
    """A worker killed between the handler's work and the commit credits nothing twice."""
    report = run(file, attrs.evolve(ONE_BY_ONE, servers=(server,)))
    assert report.sound, report
    assert (report.once, report.kills) == (6, 2)


@pytest.mark.parametrize("server", SERVERS)
def test_row_committed_first_is_found_out(file, server):
    """A worker killed between the row's commit and the handler's loses the payment for good."""
    report = run(file, attrs.evolve(ONE_BY_ONE, servers=(server,), inbox="row-first"))
    assert not report.sound
    assert (report.once, report.never, report.twice, report.kills) == (4, 2, 0, 2)
    assert report.ledger < report.gateway


@pytest.mark.parametrize("server", SERVERS)
def test_row_committed_last_is_found_out(file, server):
    """A worker killed between the handler's commit and the row's has it credited again."""
    report = run(file, attrs.evolve(ONE_BY_ONE, servers=(server,), inbox="row-last"))
    assert not report.sound
    assert (report.once, report.never, report.twice, report.kills) == (4, 0, 2, 2)
    assert report.ledger > report.gateway
