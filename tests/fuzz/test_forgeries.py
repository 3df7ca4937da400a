"""A hundred thousand forged notifications, not one of them accepted, all of them answered alike.

A tenth of them in the ordinary suite, all of them by ``make forgeries``. A body is a forgery
unless its decoded ``id``, ``param`` and ``sign`` (in either case) are those of a genuine one:
these three are what the sign covers, so nothing else in a body can mean anything.
"""

from __future__ import annotations

import logging
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.forgeries import HANDMADE, MEANINGS, RECEIVER, same_meaning
from tests.fuzz.mutations import mutated
from tests.fuzz.properties import GENUINE, essence
from zhixiao_async.notify import Counts
from zhixiao_sync.notify import Inbox, NotificationService

SAME = list(same_meaning())
FORGERIES = int(os.environ.get("FORGERIES", "10000"))
REFUSED = (200, {"Content-Type": "application/json"}, b'{"ret_code":-1,"ret_content":"","sign":""}')


class Notify:
    """What stands behind a notify_url, with the payments that its handler was given."""

    def __init__(self, path):
        self.credited = []
        inbox = Inbox(path)
        inbox.create_table()
        self.service = NotificationService(RECEIVER, inbox, self.credit)

    def credit(self, payment, connection):
        self.credited.append((payment.app_id, payment.order_id))

    def answer(self, body):
        """All that the sender can tell by."""
        answer = self.service.answer("POST", body)
        return answer.status, answer.headers, answer.body


@pytest.fixture
def notify(tmp_path, caplog):
    caplog.set_level(logging.CRITICAL, "zhixiao.notify")  # a line for each would all be kept
    return Notify(tmp_path / "inbox.db")


@pytest.mark.parametrize("kind", HANDMADE)
def test_handmade_forgery_is_refused(notify, kind):
    """Every one of a kind, unless it says what a genuine one says."""
    forged = [body for body in HANDMADE[kind]() if essence(body) not in MEANINGS]
    assert len(forged) >= 10
    assert [body for body in forged if notify.answer(body) != REFUSED] == []
    assert notify.service.counts == Counts(received=len(forged), refused=len(forged))


def test_no_mutated_notification_is_accepted(notify):
    """However a genuine body, or a good forgery, is changed further: one answer to them all.

    A changed body that still says what a genuine one says is handled as that one, credited once;
    or it is refused like all others, if it is no whole form any more.
    """
    tried, same = set(), set()

    @settings(max_examples=FORGERIES // 100, deadline=None, database=None)
    @given(random=st.randoms(use_true_random=True))
    def answered(random):
        enough = len(tried) + 100
        while len(tried) < enough:
            body = mutated(random)
            if body in tried or body in same:
                continue
            meaning = essence(body)
            if meaning in MEANINGS:
                same.add(body)
                assert notify.answer(body) in (REFUSED, (*REFUSED[:2], MEANINGS[meaning])), body
            else:
                tried.add(body)
                assert notify.answer(body) == REFUSED, body

    answered()
    counts = notify.service.counts
    genuine = counts.handled + counts.duplicate
    print(f"{len(tried)} different forgeries, none accepted; {genuine} others meant a genuine one")
    assert len(tried) >= FORGERIES
    assert counts.refused == len(tried) + len(same) - genuine
    assert counts.failed == 0
    assert len(notify.credited) == len(set(notify.credited)) <= 2  # for each merchant


@pytest.mark.parametrize("number", range(len(SAME)))
def test_same_meaning_is_accepted(notify, number):
    """Other bytes that decode to the same three fields are the same notification."""
    assert notify.answer(SAME[number]) == notify.answer(GENUINE) != REFUSED
    assert len(notify.credited) == 1
