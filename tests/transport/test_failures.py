"""The meaning of a failed attempt: the error model's table, line by line."""

from __future__ import annotations

import pytest

from zhixiao_async import (
    BadEnvelope,
    BadReply,
    BadSignature,
    Effect,
    NoReply,
    NotSent,
    OrderRefund,
    OutcomeUnknown,
    RequestFailed,
    RetryPolicy,
    UnexpectedContent,
)
from zhixiao_async.registry import ENDPOINTS
from zhixiao_async.transport.failures import AttemptFailed, FailureStage, may_repeat, to_error

READ, KEYED, MONEY = Effect.READ, Effect.KEYED, Effect.MONEY
ENDPOINT = {
    READ: ENDPOINTS["/pay_api/order_query"],
    KEYED: ENDPOINTS["/pay_api/order_create"],
    MONEY: ENDPOINTS["/pay_api/order_refund"],
}
# Stage, effect; repeated by default, repeated with resend_keyed; the error in the end.
TABLE = [
    (FailureStage.UNSENT, READ, True, True, NotSent),
    (FailureStage.UNSENT, KEYED, True, True, NotSent),
    (FailureStage.UNSENT, MONEY, True, True, NotSent),
    (FailureStage.WITHHELD, READ, False, False, NotSent),
    (FailureStage.WITHHELD, KEYED, False, False, NotSent),
    (FailureStage.WITHHELD, MONEY, False, False, NotSent),
    (FailureStage.UNANSWERED, READ, True, True, NoReply),
    (FailureStage.UNANSWERED, KEYED, False, True, OutcomeUnknown),
    (FailureStage.UNANSWERED, MONEY, False, False, OutcomeUnknown),
    (FailureStage.GARBLED, READ, True, True, BadReply),
    (FailureStage.GARBLED, KEYED, False, True, OutcomeUnknown),
    (FailureStage.GARBLED, MONEY, False, False, OutcomeUnknown),
    (FailureStage.UNTRUSTED, READ, False, False, BadReply),
    (FailureStage.UNTRUSTED, KEYED, False, False, OutcomeUnknown),
    (FailureStage.UNTRUSTED, MONEY, False, False, OutcomeUnknown),
    (FailureStage.PUT_OFF, READ, True, True, RequestFailed),
    (FailureStage.PUT_OFF, KEYED, False, True, OutcomeUnknown),
    (FailureStage.PUT_OFF, MONEY, False, False, OutcomeUnknown),
    (FailureStage.REFUSED, READ, False, False, RequestFailed),
    (FailureStage.REFUSED, KEYED, False, False, RequestFailed),
    (FailureStage.REFUSED, MONEY, False, False, RequestFailed),
    (FailureStage.APPLIED, READ, False, False, BadReply),
    (FailureStage.APPLIED, KEYED, False, False, OutcomeUnknown),
    (FailureStage.APPLIED, MONEY, False, False, OutcomeUnknown),
]
IDS = [f"{row[0].name}-{row[1].name}" for row in TABLE]
every_case = pytest.mark.parametrize(("stage", "effect", "plain", "keyed", "error"), TABLE, ids=IDS)


def concluded(stage, effect, *, sent=None, attempts=1, bad=BadSignature):
    """Return the error after a last attempt that failed so."""
    failure = AttemptFailed(stage, "the wire was cut", error_class=bad)
    if stage in (FailureStage.PUT_OFF, FailureStage.REFUSED):
        failure.refusal = RequestFailed(-1, "the wire was cut", path=ENDPOINT[effect].path)
    sent = stage not in (FailureStage.UNSENT, FailureStage.WITHHELD) if sent is None else sent
    failure.attempts = attempts
    return to_error(ENDPOINT[effect], failure, sent=sent)


def test_table_is_complete():
    """Every stage meets every effect once."""
    assert {row[:2] for row in TABLE} == {
        (stage, effect) for stage in FailureStage for effect in Effect
    }
    assert len(TABLE) == len(FailureStage) * len(Effect)


@every_case
def test_repeated_by_default(stage, effect, plain, keyed, error):
    """The table says what the default policy repeats."""
    assert may_repeat(stage, effect, RetryPolicy()) is plain


@every_case
def test_repeated_with_resend_keyed(stage, effect, plain, keyed, error):
    """The table says what is repeated where the caller vouches for repeated numbers."""
    assert may_repeat(stage, effect, RetryPolicy(resend_keyed=True)) is keyed


@every_case
def test_error_in_the_end(stage, effect, plain, keyed, error):
    """The table says which error tells what is known."""
    raised = concluded(stage, effect)
    assert isinstance(raised, error)
    assert raised.path == ENDPOINT[effect].path
    assert "the wire was cut" in str(raised)


@every_case
def test_applied_is_noted(stage, effect, plain, keyed, error):
    """Only a signed success proves that it was applied."""
    applied = getattr(concluded(stage, effect), "applied", None)
    assert applied is ((stage is FailureStage.APPLIED) if error is OutcomeUnknown else None)


@pytest.mark.parametrize("stage", [FailureStage.UNSENT, FailureStage.WITHHELD])
@pytest.mark.parametrize(
    ("effect", "error"), [(READ, NoReply), (KEYED, OutcomeUnknown), (MONEY, OutcomeUnknown)]
)
def test_unsent_after_an_attempt_that_was_sent(stage, effect, error):
    """A last attempt that wasn't sent says nothing of an earlier one that was."""
    assert type(concluded(stage, effect, sent=True)) is error


@pytest.mark.parametrize(
    "stage", [FailureStage.GARBLED, FailureStage.UNTRUSTED, FailureStage.APPLIED]
)
@pytest.mark.parametrize("bad", [BadEnvelope, BadSignature, UnexpectedContent])
def test_read_keeps_the_kind_of_bad_reply(stage, bad):
    """A read's error says what was wrong with the reply."""
    assert type(concluded(stage, READ, bad=bad)) is bad


def test_unknown_outcome_keeps_the_request():
    """The error keeps the request, from which its query is made."""
    failure = AttemptFailed(FailureStage.UNANSWERED, "the wire was cut")
    request = OrderRefund(out_trade_no="20881")
    error = to_error(ENDPOINT[MONEY], failure, request=request, sent=True)
    assert (error.request, error.out_trade_no) == (request, "20881")


def test_unknown_outcome_of_raw():
    """The error of ``raw()`` keeps no request, and names the order by the parameters."""
    failure = AttemptFailed(FailureStage.UNANSWERED, "the wire was cut")
    error = to_error(ENDPOINT[MONEY], failure, request={"out_trade_no": 20881}, sent=True)
    assert (error.request, error.out_trade_no) == (None, "20881")


@pytest.mark.parametrize("effect", [KEYED, MONEY])
def test_unknown_outcome_names_its_query(effect):
    """The error and its text name the query that finds out."""
    error = concluded(FailureStage.UNANSWERED, effect)
    assert error.resolve_by == ENDPOINT[effect].resolve_by
    assert f"find out by {error.resolve_by}, and don't send it again" in str(error)


def test_unsent_says_that_repeating_is_safe():
    """NotSent is the one error after which money can be sent again at once."""
    assert "nothing was sent, so it is safe to call again" in str(
        concluded(FailureStage.UNSENT, MONEY)
    )


@pytest.mark.parametrize(("attempts", "shown"), [(1, False), (3, True)])
def test_attempts_are_told(attempts, shown):
    """The text counts the attempts if there was more than one."""
    text = str(concluded(FailureStage.UNANSWERED, READ, attempts=attempts))
    assert (f"(attempt {attempts})" in text) is shown


@pytest.mark.parametrize(
    ("stage", "effect", "known"),
    [
        (FailureStage.UNSENT, MONEY, "nothing was sent, so it is safe to call again"),
        (FailureStage.UNANSWERED, READ, "a read changes nothing, call again later"),
        (FailureStage.UNTRUSTED, READ, "don't act on it"),
        (FailureStage.UNANSWERED, MONEY, "it may have been applied: find out by {}"),
        (FailureStage.GARBLED, KEYED, "it may have been applied: find out by {}"),
        (FailureStage.PUT_OFF, MONEY, "it may have been applied: find out by {}"),
        (FailureStage.APPLIED, MONEY, "it was applied, only its result is lost: find out by {}"),
    ],
)
@pytest.mark.parametrize(("attempts", "tried"), [(1, ""), (2, " (attempt 2)"), (3, " (attempt 3)")])
def test_message(stage, effect, known, attempts, tried):
    """A text says what happened, at which attempt, and what is known."""
    endpoint = ENDPOINT[effect]
    if "{}" in known:
        known = f"{known.format(endpoint.resolve_by)}, and don't send it again"
    message = concluded(stage, effect, attempts=attempts).message
    assert message == f"{endpoint.name}: the wire was cut{tried}; {known}"


def test_failure_of_one_attempt():
    """A failure counts one attempt until told otherwise, and asks for no pause."""
    failure = AttemptFailed(FailureStage.UNANSWERED, "the wire was cut")
    assert (str(failure), failure.attempts, failure.retry_after) == ("the wire was cut", 1, 0.0)


@pytest.mark.parametrize("advice", ["", "look at the moon"])
@pytest.mark.parametrize("effect", [READ, MONEY])
@pytest.mark.parametrize(
    "stage", [FailureStage.GARBLED, FailureStage.UNTRUSTED, FailureStage.APPLIED]
)
def test_advice_on_a_reply(stage, effect, advice):
    """The advice about a reply is the failure's own, or else its error class's."""
    failure = AttemptFailed(stage, "why", error_class=BadSignature, advice=advice)
    error = to_error(ENDPOINT[effect], failure, sent=True)
    assert error.next_step == (advice or BadSignature.next_step)


@pytest.mark.parametrize("stage", [FailureStage.UNANSWERED, FailureStage.PUT_OFF])
def test_no_advice_on_a_reply_that_never_came(stage):
    """Without a reply there is no advice but the query."""
    failure = AttemptFailed(stage, "why", advice="look at the moon")
    assert to_error(ENDPOINT[MONEY], failure, sent=True).next_step == ""


REFUSAL = RequestFailed(-1, "系统繁忙")


@pytest.mark.parametrize("effect", [KEYED, MONEY])
def test_refusal_of_what_was_sent_before(effect):
    """A refusal may mean that an earlier attempt of the same call was applied."""
    failure = AttemptFailed.refused(RequestFailed(-1, "订单已存在"))
    error = to_error(ENDPOINT[effect], failure, sent=2)
    assert isinstance(error, OutcomeUnknown)
    assert f"the first may have been applied: find out by {error.resolve_by}" in str(error)
    assert "订单已存在" in str(error)


def test_refusal_that_puts_off():
    """Such a failure keeps the refusal and the seconds to wait."""
    failure = AttemptFailed.put_off(REFUSAL, 7.0)
    assert (failure.stage, failure.refusal, failure.retry_after) == (
        FailureStage.PUT_OFF,
        REFUSAL,
        7.0,
    )
    assert failure.reason == f"{REFUSAL.message}, which proves nothing"
    assert failure.__cause__ is REFUSAL


@pytest.mark.parametrize(
    "failure",
    [
        AttemptFailed(FailureStage.UNANSWERED, "HTTP 503", retry_after=7.0),
        AttemptFailed.put_off(REFUSAL, 7.0),
    ],
    ids=["no reply", "refusal"],
)
def test_wish_to_wait_is_kept(failure):
    """A read's error says how long the gateway asked to wait."""
    assert to_error(ENDPOINT[READ], failure, sent=True).retry_after == 7.0


def test_plain_failure_has_no_refusal():
    """A failure has no refusal by default, and is of unexpected content."""
    failure = AttemptFailed(FailureStage.UNANSWERED, "why")
    assert (failure.refusal, failure.error_class) == (None, UnexpectedContent)
