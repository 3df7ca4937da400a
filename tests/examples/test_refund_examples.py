"""The examples of refunds, against a real sandbox."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from tests.support.places import EXAMPLES
from zhixiao_async import BEIJING

from .helpers import REFUND, sent


@pytest.fixture
def run_refund(run_program) -> Callable[..., str]:
    """Run refund.py with one file of books for the whole test."""
    return lambda number, yuan: run_program(
        EXAMPLES / "refund.py", "refunds.db", number, "20881", yuan
    )


def test_refund_example_refunds(gateway, run_refund, paid):
    """The part that was asked for goes back."""
    printed = run_refund("R1", "50.00")
    assert printed.startswith("50.00 yuan refunded at ")
    assert gateway.order(paid).refunded == 5000


def test_refund_example_sends_a_number_once(gateway, run_refund, paid):
    """A number that was used before isn't sent again."""
    run_refund("R1", "50.00")
    assert run_refund("R1", "50.00") == "R1 was made before\n"
    assert sent(gateway) == 1


def test_refund_example_refuses_another_amount(gateway, run_refund, paid):
    """A number stands for one refund, and not for another amount."""
    run_refund("R1", "50.00")
    printed = run_refund("R1", "60.00")
    assert printed == "R1 is on record for another order or amount\n"
    assert sent(gateway) == 1


def test_refund_example_finds_a_lost_refund(gateway, run_refund, paid):
    """A refund whose reply was lost is found in the listing."""
    gateway.faults.reset_after(path=REFUND, times=1)
    assert run_refund("R1", "50.00").startswith("50.00 yuan refunded: the reply was lost")
    assert sent(gateway) == 1


def test_refund_example_counts_refunds_alike(gateway, run_refund, paid):
    """An earlier refund of the same amount isn't taken for the one in doubt."""
    run_refund("R1", "50.00")
    gateway.faults.reset_before(path=REFUND, times=1)
    assert run_refund("R2", "50.00").startswith("unknown: R2 isn't listed")
    assert gateway.order(paid).refunded == 5000


def test_refund_example_never_resends_on_a_guess(gateway, run_refund, paid):
    """What is still in doubt is looked for once more, and not sent."""
    gateway.faults.reset_before(path=REFUND, times=1)
    run_refund("R1", "50.00")
    assert run_refund("R1", "50.00").startswith("unknown: R1 isn't listed")
    assert sent(gateway) == 1


def test_refund_example_books_a_refusal(gateway, run_refund, paid):
    """A refusal is final for its number."""
    assert run_refund("R1", "500.00") == "refused: 退款金额超过可退金额\n"
    assert run_refund("R1", "500.00") == "R1 was refused before\n"


@pytest.fixture
def run_journal(run_program) -> Callable[..., str]:
    """Run refund_journal.py with one journal for the whole test."""
    return lambda number, yuan: run_program(
        EXAMPLES / "refund_journal.py", "journal.db", number, "20881", yuan
    )


@pytest.fixture
def two_hours_pass(tmp_path) -> Callable[[], None]:
    """Whatever the journal has begun was begun two hours ago."""

    def pass_() -> None:
        ago = (datetime.now(BEIJING) - timedelta(hours=2)).isoformat()
        with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as database:
            database.execute("UPDATE zhixiao_journal SET sent_at = ?", (ago,))

    return pass_


def test_journal_example_refunds_once(gateway, run_journal, paid):
    """Run twice, it refunds once and says the same."""
    printed = run_journal("R1", "50.00")
    assert printed == f"50.00 yuan of order {paid} are refunded\n"
    assert run_journal("R1", "50.00") == printed
    assert (sent(gateway), gateway.order(paid).refunded) == (1, 5000)


def test_journal_example_finds_a_lost_refund(gateway, run_journal, paid, two_hours_pass):
    """What was made is found in the listing, and not sent again."""
    gateway.faults.reset_after(path=REFUND, times=1)
    assert run_journal("R1", "50.00").startswith("unknown, run it again to find out: ")
    two_hours_pass()
    assert run_journal("R1", "50.00").startswith("R1: applied, the listing has the refund\n50.00")
    assert sent(gateway) == 1


def test_journal_example_repeats_what_was_not_made(gateway, run_journal, paid, two_hours_pass):
    """What isn't listed after five minutes is sent again, under its number."""
    gateway.faults.reset_before(path=REFUND, times=1)
    run_journal("R1", "50.00")
    two_hours_pass()
    assert run_journal("R1", "50.00").startswith("R1: not applied, ")
    assert (sent(gateway), gateway.order(paid).refunded) == (2, 5000)


def test_journal_example_shows_a_refusal(gateway, run_journal, paid):
    """The gateway's own sentence is shown."""
    assert run_journal("R1", "500.00") == "refused: 退款金额超过可退金额\n"
