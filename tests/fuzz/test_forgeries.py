"""A hundred thousand forged notifications, not one of them accepted.

A tenth of them in the ordinary suite, all of them by ``make forgeries``. A body is a forgery
unless its decoded ``id``, ``param`` and ``sign`` (in either case) are those of a genuine one:
these three are what the sign covers, so nothing else in a body can mean anything.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.forgeries import HANDMADE, MEANINGS, RECEIVER, same_meaning
from tests.fuzz.mutations import mutated
from tests.fuzz.properties import GENUINE, essence, opened_or_refused

SAME = list(same_meaning())
FORGERIES = int(os.environ.get("FORGERIES", "10000"))


@pytest.mark.parametrize("kind", HANDMADE)
def test_handmade_forgery_is_refused(kind):
    """Every one of a kind, unless it says what a genuine one says."""
    forged = [body for body in HANDMADE[kind]() if essence(body) not in MEANINGS]
    accepted = [body for body in forged if opened_or_refused(RECEIVER, body) is not None]
    assert len(forged) >= 10
    assert accepted == []


def test_no_mutated_notification_is_accepted():
    """However a genuine body, or a good forgery, is changed further."""
    tried = set()

    @settings(max_examples=FORGERIES // 100, deadline=None, database=None)
    @given(random=st.randoms(use_true_random=True))
    def refused(random):
        enough = len(tried) + 100
        while len(tried) < enough:
            body = mutated(random)
            if body in tried or essence(body) in MEANINGS:
                continue
            tried.add(body)
            assert opened_or_refused(RECEIVER, body) is None, body

    refused()
    print(f"{len(tried)} different forgeries, none accepted")
    assert len(tried) >= FORGERIES


@pytest.mark.parametrize("number", range(len(SAME)))
def test_same_meaning_is_accepted(number):
    """Other bytes that decode to the same three fields are the same notification."""
    assert RECEIVER.open(SAME[number]).notification == RECEIVER.open(GENUINE).notification
