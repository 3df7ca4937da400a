"""Timeouts and policies: checked when made, and frozen."""

from __future__ import annotations

import attrs
import pytest

from zhixiao_async import Connections, InvalidRequest, RetryPolicy, Timeouts

SECONDS = ["connect", "sock_connect", "sock_read", "total", "deadline"]


@pytest.mark.parametrize("kind", [Timeouts, RetryPolicy, Connections])
def test_policies_are_frozen(kind):
    """A policy can't change under the clients that share it."""
    policy = kind()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(policy, attrs.fields(kind)[0].name, 1)


@pytest.mark.parametrize("name", SECONDS)
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), True, "5"])
def test_timeout_refused(name, value):
    """A timeout is seconds above 0."""
    with pytest.raises(InvalidRequest) as caught:
        Timeouts(**{name: value})
    assert str(caught.value) == f"{name} must be seconds above 0, or None, got {value!r}"


@pytest.mark.parametrize("name", SECONDS)
@pytest.mark.parametrize("value", [None, 1, 0.5, 5e-324, 1.7e308])
def test_timeout_taken(name, value):
    """None means no limit; whole seconds and parts of one are taken."""
    assert getattr(Timeouts(**{name: value}), name) == value


@pytest.mark.parametrize(
    ("kind", "name", "value", "message"),
    [
        (RetryPolicy, "attempts", 0, "attempts must be a whole number, 1 or more, got 0"),
        (RetryPolicy, "attempts", 2.0, "attempts must be a whole number (an int), got 2.0"),
        (RetryPolicy, "attempts", True, "attempts must be a whole number (an int), got True"),
        (RetryPolicy, "backoff", -0.1, "backoff must be a number, 0 or more, got -0.1"),
        (RetryPolicy, "backoff", float("nan"), "backoff must be a number, 0 or more, got nan"),
        (RetryPolicy, "backoff", float("inf"), "backoff must be a number, 0 or more, got inf"),
        (RetryPolicy, "max_backoff", "1", "max_backoff must be a number, 0 or more, got '1'"),
        (RetryPolicy, "budget", -1, "budget must be a number, 0 or more, got -1"),
        (Connections, "limit", 0, "limit must be a whole number, 1 or more, got 0"),
        (Connections, "keepalive", None, "keepalive must be a number, 0 or more, got None"),
    ],
)
def test_policy_refused(kind, name, value, message):
    """A malformed number is refused with the rule and the value."""
    with pytest.raises(InvalidRequest) as caught:
        kind(**{name: value})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (RetryPolicy, {"attempts": 1, "backoff": 0, "max_backoff": 0, "budget": 0}),
        (RetryPolicy, {"attempts": 10**9, "backoff": 1.7e308, "budget": 1.7e308}),
        (Connections, {"limit": 1, "keepalive": 0}),
    ],
)
def test_policy_at_its_bounds(kind, fields):
    """The least and the most that each number can be are taken."""
    policy = kind(**fields)
    assert {name: getattr(policy, name) for name in fields} == fields


def test_nothing_that_changes_is_resent_unless_told():
    """The default policy never resends an order."""
    assert RetryPolicy().resend_keyed is False


@pytest.mark.parametrize("value", ["false", "no", 1, None])
def test_resend_keyed_is_a_bool(value):
    """A setting that can double orders is True or False, so that ``"false"`` isn't true."""
    with pytest.raises(InvalidRequest) as caught:
        RetryPolicy(resend_keyed=value)
    assert str(caught.value) == f"resend_keyed must be True or False, got {value!r}"
