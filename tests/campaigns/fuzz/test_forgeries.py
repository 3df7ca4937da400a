"""Forged notifications: 100,000 with ``make forgeries``, a twentieth in the suite, none accepted.

A body is a forgery unless its decoded ``id``, ``param`` and ``sign`` (in either case) are those of
a genuine one: the sign covers these three, and nothing else in a body has a meaning.
"""

from __future__ import annotations

import logging
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixiao_async.notify import DeliveryMetrics
from zhixiao_sync.notify import Inbox, NotificationService

from .forgeries import HANDMADE, MEANINGS, RECEIVER, same_meaning
from .mutations import mutated
from .properties import GENUINE, essence

SAME = list(same_meaning())
FORGERIES = int(os.environ.get("FORGERIES", "5000"))
REFUSED = (200, {"Content-Type": "application/json"}, b'{"ret_code":-1,"ret_content":"","sign":""}')


class Notify:
    """A merchant's service, with the payments that its handler was given."""

    def __init__(self, path):
        self.credited = []
        inbox = Inbox(path)
        inbox.create_table()
        self.service = NotificationService(RECEIVER, inbox, self.credit)

    def credit(self, payment, connection):
        self.credited.append((payment.app_id, payment.order_id))

    def answer(self, body):
        """Return everything that the sender sees."""
        answer = self.service.answer("POST", body)
        return answer.status, answer.headers, answer.body


@pytest.fixture
def notify(tmp_path, caplog):
    caplog.set_level(logging.CRITICAL, "zhixiao.notify")  # caplog would keep a line for each
    return Notify(tmp_path / "inbox.db")


@pytest.mark.parametrize("kind", HANDMADE)
def test_handmade_forgery_is_refused(notify, kind):
    """Every handmade forgery is refused, unless it has a genuine one's essence."""
    forged = [body for body in HANDMADE[kind]() if essence(body) not in MEANINGS]
    assert len(forged) >= 10
    assert [body for body in forged if notify.answer(body) != REFUSED] == []
    assert notify.service.counts == DeliveryMetrics(received=len(forged), refused=len(forged))


def test_no_mutated_notification_is_accepted(notify):
    """Every random change of a genuine body, or of a good forgery, gets the same refusal.

    A changed body that still has a genuine one's essence is handled as that one and credited once,
    or refused like all others, if its form is broken.
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
    assert len(notify.credited) == len(set(notify.credited)) <= 2  # one per merchant


@pytest.mark.parametrize("number", range(len(SAME)))
def test_same_meaning_is_accepted(notify, number):
    """Other bytes that decode to the same three fields are the same notification."""
    assert notify.answer(SAME[number]) == notify.answer(GENUINE) != REFUSED
    assert len(notify.credited) == 1
