"""The failure that an answer without a genuine envelope is, status by status."""

from __future__ import annotations

from typing import Any

import pytest

from zhixiao_async import BadEnvelope, BadSignature, UnexpectedContent
from zhixiao_async.transport.failures import AttemptFailed, FailureStage
from zhixiao_async.transport.http import HttpReply
from zhixiao_async.transport.http_status import not_genuine

UNANSWERED = FailureStage.UNANSWERED


def no_envelope(status: int, **answer: Any) -> AttemptFailed:
    """Make the failure of an answer without an envelope."""
    reply = HttpReply(status=status, body=b"", **({"retry_after": 0.0} | answer))
    return not_genuine(reply, BadEnvelope("the reply is no envelope"), met_genuine=False)


@pytest.mark.parametrize(
    ("status", "stage", "said"),
    [
        (200, FailureStage.GARBLED, "the reply is no envelope"),
        (201, FailureStage.UNTRUSTED, "the gateway answered HTTP 201"),
        (299, FailureStage.UNTRUSTED, "the gateway answered HTTP 299"),
        (300, FailureStage.UNTRUSTED, "the gateway answered HTTP 300, a redirect"),
        (399, FailureStage.UNTRUSTED, "the gateway answered HTTP 399, a redirect"),
        (400, FailureStage.UNTRUSTED, "the gateway answered HTTP 400"),
        (429, UNANSWERED, "the gateway answered HTTP 429"),
        (430, FailureStage.UNTRUSTED, "the gateway answered HTTP 430"),
        (499, FailureStage.UNTRUSTED, "the gateway answered HTTP 499"),
        (500, UNANSWERED, "the gateway answered HTTP 500"),
        (599, UNANSWERED, "the gateway answered HTTP 599"),
    ],
)
def test_status_without_an_envelope(status, stage, said) -> None:
    """The status decides whether another attempt is worth it, and is named."""
    failure = no_envelope(status)
    assert (failure.stage, failure.reason) == (stage, said)
    assert failure.error_class is (UnexpectedContent if stage is UNANSWERED else BadEnvelope)
    assert ("change base_url" in failure.advice) is ("redirect" in said)


@pytest.mark.parametrize(
    ("status", "stage", "said"),
    [
        (200, FailureStage.UNTRUSTED, "it has no sign"),
        (302, FailureStage.UNTRUSTED, "the gateway answered HTTP 302, a redirect: it has no sign"),
        (401, FailureStage.UNTRUSTED, "the gateway answered HTTP 401: it has no sign"),
        (429, UNANSWERED, "the gateway answered HTTP 429: it has no sign"),
        (503, UNANSWERED, "the gateway answered HTTP 503: it has no sign"),
    ],
)
def test_status_of_an_envelope_without_a_sign(status, stage, said) -> None:
    """An envelope without a sign is judged by its status, as a missing one is."""
    reply = HttpReply(status=status, body=b"", retry_after=0.0)
    failure = not_genuine(reply, BadSignature("it has no sign"), met_genuine=False)
    assert (failure.stage, failure.reason) == (stage, said)
    assert failure.error_class is (UnexpectedContent if stage is UNANSWERED else BadSignature)
    assert ("change base_url" in failure.advice) is (status == 302)
    assert ("check app_id and app_secret" in failure.advice) is (status in (200, 401))


@pytest.mark.parametrize("status", [200, 429, 503])
def test_wish_to_be_left_alone(status) -> None:
    """A failure that may be repeated keeps the seconds that the gateway asks to wait."""
    assert no_envelope(status, retry_after=7.0).retry_after == 7.0


def test_redirect_that_says_where_to() -> None:
    """A redirect's target is named."""
    failure = no_envelope(302, redirect="https://pay.example.edu")
    assert failure.reason == "the gateway answered HTTP 302, a redirect to https://pay.example.edu"
