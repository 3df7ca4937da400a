"""What a failed attempt means: the error model's table, line by line."""

from __future__ import annotations

import pytest

from zhixiao_async import (
    BadEnvelope,
    BadReply,
    BadSignature,
    Effect,
    NoReply,
    NotSent,
    OutcomeUnknown,
    RequestFailed,
    RetryPolicy,
    UnexpectedContent,
)
from zhixiao_async._outcome import Failure, Stage, conclude, may_repeat
from zhixiao_async.registry import ENDPOINTS

READ, KEYED, MONEY = Effect.READ, Effect.KEYED, Effect.MONEY
ENDPOINT = {
    READ: ENDPOINTS["/pay_api/order_query"],
    KEYED: ENDPOINTS["/pay_api/order_create"],
    MONEY: ENDPOINTS["/pay_api/order_refund"],
}
# Stage, effect; repeated by default, repeated with resend_keyed; the error in the end.
TABLE = [
    (Stage.UNSENT, READ, True, True, NotSent),
    (Stage.UNSENT, KEYED, True, True, NotSent),
    (Stage.UNSENT, MONEY, True, True, NotSent),
    (Stage.WITHHELD, READ, False, False, NotSent),
    (Stage.WITHHELD, KEYED, False, False, NotSent),
    (Stage.WITHHELD, MONEY, False, False, NotSent),
    (Stage.UNANSWERED, READ, True, True, NoReply),
    (Stage.UNANSWERED, KEYED, False, True, OutcomeUnknown),
    (Stage.UNANSWERED, MONEY, False, False, OutcomeUnknown),
    (Stage.GARBLED, READ, True, True, BadReply),
    (Stage.GARBLED, KEYED, False, True, OutcomeUnknown),
    (Stage.GARBLED, MONEY, False, False, OutcomeUnknown),
    (Stage.UNTRUSTED, READ, False, False, BadReply),
    (Stage.UNTRUSTED, KEYED, False, False, OutcomeUnknown),
    (Stage.UNTRUSTED, MONEY, False, False, OutcomeUnknown),
    (Stage.PUT_OFF, READ, True, True, RequestFailed),
    (Stage.PUT_OFF, KEYED, False, True, OutcomeUnknown),
    (Stage.PUT_OFF, MONEY, False, False, OutcomeUnknown),
    (Stage.APPLIED, READ, False, False, BadReply),
    (Stage.APPLIED, KEYED, False, False, OutcomeUnknown),
    (Stage.APPLIED, MONEY, False, False, OutcomeUnknown),
]
IDS = [f"{row[0].name}-{row[1].name}" for row in TABLE]
every_case = pytest.mark.parametrize(("stage", "effect", "plain", "keyed", "error"), TABLE, ids=IDS)


def concluded(stage, effect, *, sent=None, attempts=1, bad=BadSignature):
    """The error after a last attempt that failed so."""
    failure = Failure(stage, "the wire was cut", bad=bad)
    if stage is Stage.PUT_OFF:
        failure.refusal = RequestFailed(-1, "the wire was cut", path=ENDPOINT[effect].path)
    sent = stage not in (Stage.UNSENT, Stage.WITHHELD) if sent is None else sent
    return conclude(ENDPOINT[effect], failure, attempts=attempts, sent=sent)


def test_table_is_complete():
    """Every stage meets every effect once."""
    assert {row[:2] for row in TABLE} == {(stage, effect) for stage in Stage for effect in Effect}
    assert len(TABLE) == len(Stage) * len(Effect)


@every_case
def test_repeated_by_default(stage, effect, plain, keyed, error):
    """What is repeated under the default policy."""
    assert may_repeat(stage, effect, RetryPolicy()) is plain


@every_case
def test_repeated_with_resend_keyed(stage, effect, plain, keyed, error):
    """What is repeated where the caller vouches for repeated numbers."""
    assert may_repeat(stage, effect, RetryPolicy(resend_keyed=True)) is keyed


@every_case
def test_error_in_the_end(stage, effect, plain, keyed, error):
    """Which error says what is known."""
    raised = concluded(stage, effect)
    assert isinstance(raised, error)
    assert raised.path == ENDPOINT[effect].path
    assert "the wire was cut" in str(raised)


@every_case
def test_applied_is_noted(stage, effect, plain, keyed, error):
    """Only a signed success proves that it was applied."""
    applied = getattr(concluded(stage, effect), "applied", None)
    assert applied is ((stage is Stage.APPLIED) if error is OutcomeUnknown else None)


@pytest.mark.parametrize("stage", [Stage.UNSENT, Stage.WITHHELD])
@pytest.mark.parametrize(
    ("effect", "error"), [(READ, NoReply), (KEYED, OutcomeUnknown), (MONEY, OutcomeUnknown)]
)
def test_unsent_after_an_attempt_that_was_sent(stage, effect, error):
    """A last attempt that wasn't sent says nothing of an earlier one that was."""
    assert type(concluded(stage, effect, sent=True)) is error


@pytest.mark.parametrize("stage", [Stage.GARBLED, Stage.UNTRUSTED, Stage.APPLIED])
@pytest.mark.parametrize("bad", [BadEnvelope, BadSignature, UnexpectedContent])
def test_read_keeps_the_kind_of_bad_reply(stage, bad):
    """A read's error says what was wrong with the reply."""
    assert type(concluded(stage, READ, bad=bad)) is bad


def test_unknown_outcome_keeps_the_request():
    """What settles it asks for what was sent."""
    failure, request = Failure(Stage.UNANSWERED, "the wire was cut"), object()
    error = conclude(ENDPOINT[MONEY], failure, request=request, attempts=1, sent=True)
    assert error.request is request


@pytest.mark.parametrize("effect", [KEYED, MONEY])
def test_unknown_outcome_names_its_query(effect):
    """The error and its text name the query that finds out."""
    error = concluded(Stage.UNANSWERED, effect)
    assert error.settle_by == ENDPOINT[effect].settle_by
    assert f"find out by {error.settle_by}, and don't send it again" in str(error)


def test_unsent_says_that_repeating_is_safe():
    """NotSent is the one error after which money can be sent again at once."""
    assert "nothing was sent, so it is safe to call again" in str(concluded(Stage.UNSENT, MONEY))


@pytest.mark.parametrize(("attempts", "shown"), [(1, False), (3, True)])
def test_attempts_are_told(attempts, shown):
    """The text counts the attempts if there was more than one."""
    text = str(concluded(Stage.UNANSWERED, READ, attempts=attempts))
    assert (f"(attempt {attempts})" in text) is shown


@pytest.mark.parametrize(
    ("stage", "effect", "known"),
    [
        (Stage.UNSENT, MONEY, "nothing was sent, so it is safe to call again"),
        (Stage.UNANSWERED, READ, "a read changes nothing, call again later"),
        (Stage.UNTRUSTED, READ, "don't act on it"),
        (Stage.UNANSWERED, MONEY, "it may have been applied: find out by {}"),
        (Stage.GARBLED, KEYED, "it may have been applied: find out by {}"),
        (Stage.PUT_OFF, MONEY, "it may have been applied: find out by {}"),
        (Stage.APPLIED, MONEY, "it was applied, only its result is lost: find out by {}"),
    ],
)
@pytest.mark.parametrize(("attempts", "tried"), [(1, ""), (2, " (attempt 2)"), (3, " (attempt 3)")])
def test_message(stage, effect, known, attempts, tried):
    """A text says what happened, at which attempt, and what is known."""
    endpoint = ENDPOINT[effect]
    if "{}" in known:
        known = f"{known.format(endpoint.settle_by)}, and don't send it again"
    message = concluded(stage, effect, attempts=attempts).message
    assert message == f"{endpoint.name}: the wire was cut{tried}; {known}"


def test_failure_of_one_attempt():
    """It is the first until told otherwise, and asks for no pause."""
    failure = Failure(Stage.UNANSWERED, "the wire was cut")
    assert (str(failure), failure.attempts, failure.retry_after) == ("the wire was cut", 1, 0.0)


@pytest.mark.parametrize("advice", ["", "look at the moon"])
@pytest.mark.parametrize("effect", [READ, MONEY])
@pytest.mark.parametrize("stage", [Stage.GARBLED, Stage.UNTRUSTED, Stage.APPLIED])
def test_advice_on_a_reply(stage, effect, advice):
    """What to do about a reply is the failure's own advice, or else that of its kind."""
    failure = Failure(stage, "why", bad=BadSignature, advice=advice)
    error = conclude(ENDPOINT[effect], failure, attempts=1, sent=True)
    assert error.next_step == (advice or BadSignature.next_step)


@pytest.mark.parametrize("stage", [Stage.UNANSWERED, Stage.PUT_OFF])
def test_no_advice_on_a_reply_that_never_came(stage):
    """The query that finds out is all that helps."""
    failure = Failure(stage, "why", advice="look at the moon")
    assert conclude(ENDPOINT[MONEY], failure, attempts=1, sent=True).next_step == ""


REFUSAL = RequestFailed(-1, "系统繁忙")


def test_refusal_that_puts_off():
    """It is a failure like others, and keeps the refusal and how long to wait."""
    failure = Failure.put_off(REFUSAL, 7.0)
    assert (failure.stage, failure.refusal, failure.retry_after) == (Stage.PUT_OFF, REFUSAL, 7.0)
    assert failure.reason == f"{REFUSAL.message}, which settles nothing"
    assert failure.__cause__ is REFUSAL


@pytest.mark.parametrize(
    "failure",
    [Failure(Stage.UNANSWERED, "HTTP 503", retry_after=7.0), Failure.put_off(REFUSAL, 7.0)],
    ids=["no reply", "refusal"],
)
def test_wish_to_wait_is_kept(failure):
    """A read's error says how long the gateway asked to wait."""
    assert conclude(ENDPOINT[READ], failure, attempts=1, sent=True).retry_after == 7.0


def test_plain_failure_has_no_refusal():
    """A reply of its own is what it asks for, of whichever kind it was."""
    failure = Failure(Stage.UNANSWERED, "why")
    assert (failure.refusal, failure.bad) == (None, UnexpectedContent)
