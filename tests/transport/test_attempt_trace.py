"""The trace of a call: how far its attempts got, and how many there were."""

from __future__ import annotations

import pytest

from zhixiao_async.transport.attempt_trace import AttemptTrace
from zhixiao_async.transport.failures import AttemptFailed, FailureStage


def test_nothing_is_known_of_a_call_that_has_not_begun():
    """A new trace has no attempts, and no evidence that nothing was sent."""
    trace = AttemptTrace()
    assert (trace.attempts, trace.sent_attempts) == (0, 0)
    assert (trace.started, trace.sent, trace.reused) == (False, False, False)
    assert not trace.unsent()
    trace.must_be_allowed()


@pytest.mark.parametrize(
    ("started", "sent", "counts"),
    [(True, False, 0), (True, True, 1), (False, False, 1), (False, True, 1)],
)
def test_attempts_are_counted(started, sent, counts):
    """Every attempt is counted, and as sent unless it is known to have stopped before a byte."""
    trace = AttemptTrace()
    for _ in range(2):
        trace.started, trace.sent = started, sent
        trace.end()
    assert (trace.attempts, trace.sent_attempts) == (2, 2 * counts)


def test_next_attempt_begins_anew():
    """A new attempt resets the flags; the numbers go on."""
    trace = AttemptTrace(started=True, sent=True, reused=True, attempts=1, sent_attempts=1)
    trace.begin()
    assert trace == AttemptTrace(attempts=1, sent_attempts=1)


def test_too_late_to_be_sent():
    """Nothing is sent once ``may_send`` says False."""
    AttemptTrace(may_send=lambda: True).must_be_allowed()
    with pytest.raises(AttemptFailed, match="it was too late to send it") as caught:
        AttemptTrace(may_send=lambda: False).must_be_allowed()
    assert caught.value.stage is FailureStage.WITHHELD
