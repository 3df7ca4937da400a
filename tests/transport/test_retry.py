"""Retries under a policy: attempts, budget, pauses and deadline, on a clock made of numbers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhixiao_async import Effect, RetryPolicy
from zhixiao_async.transport import retry
from zhixiao_async.transport.failures import AttemptFailed, FailureStage
from zhixiao_async.transport.retry import Budget, Deadline, run_with_retries

FAILS = AttemptFailed(FailureStage.UNANSWERED, "timed out")


@pytest.fixture
def clock(monkeypatch):
    """Make a clock that only pauses move; ``draw`` picks a pause from its range, or its top."""
    state = SimpleNamespace(now=1000.0, pauses=[], draw=max)

    async def sleep(seconds):
        state.pauses.append(seconds)
        state.now += seconds

    def uniform(low, high):
        return state.draw((low, high))

    monkeypatch.setattr(retry, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(retry, "random", SimpleNamespace(uniform=uniform))
    monkeypatch.setattr(retry, "monotonic", lambda: state.now)
    return state


@pytest.fixture
def run(clock):
    """Run attempts with these outcomes; return the result or the failure, and the number."""

    async def carry(*outcomes, effect=Effect.READ, budget=None, seconds=None, **policy):
        left = list(outcomes)

        async def attempt():
            outcome = left.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        try:
            result = await run_with_retries(
                attempt,
                effect=effect,
                policy=RetryPolicy(**policy),
                budget=budget or Budget(20),
                deadline=Deadline(seconds),
            )
        except AttemptFailed as failure:
            result = failure
        return result, len(outcomes) - len(left)

    return carry


async def test_success_at_once(run, clock):
    """An attempt that succeeds is made once, without a pause."""
    assert await run("paid", FAILS) == ("paid", 1)
    assert clock.pauses == []


async def test_success_after_failures(run):
    """A success within the policy's attempts is the result."""
    assert await run(FAILS, FAILS, "paid") == ("paid", 3)


@pytest.mark.parametrize("attempts", [1, 2, 5])
async def test_attempts_are_counted_in_all(run, attempts):
    """There are as many attempts as the policy says, and the failure tells the number."""
    failure, made = await run(*[FAILS] * 9, attempts=attempts)
    assert (failure.attempts, made) == (attempts, attempts)


async def test_last_failure_is_raised(run):
    """The last attempt's failure is the one that counts."""
    last = AttemptFailed(FailureStage.UNSENT, "refused")
    assert (await run(FAILS, FAILS, last))[0] is last


@pytest.mark.parametrize(
    ("effect", "stage", "made"),
    [
        (Effect.READ, FailureStage.UNANSWERED, 3),
        (Effect.READ, FailureStage.UNTRUSTED, 1),
        (Effect.KEYED, FailureStage.UNANSWERED, 1),
        (Effect.MONEY, FailureStage.UNANSWERED, 1),
        (Effect.MONEY, FailureStage.APPLIED, 1),
        (Effect.MONEY, FailureStage.UNSENT, 3),
    ],
)
async def test_only_what_may_be_repeated_is(run, effect, stage, made):
    """A call that could double a payment is tried once."""
    assert (await run(*[AttemptFailed(stage, "why")] * 5, effect=effect))[1] == made


async def test_keyed_is_resent_if_told(run):
    """An order is sent again where the caller vouches for it."""
    assert (await run(*[FAILS] * 5, effect=Effect.KEYED, resend_keyed=True))[1] == 3


async def test_other_errors_are_not_retried(run):
    """An exception that isn't AttemptFailed passes through at once."""
    with pytest.raises(KeyError):
        await run(KeyError("bug"), "paid")


async def test_pauses_double_up_to_a_limit(run, clock):
    """The longest pause doubles until ``max_backoff``."""
    await run(*[FAILS] * 6, attempts=6, backoff=0.5, max_backoff=3.0)
    assert clock.pauses == [0.5, 1.0, 2.0, 3.0, 3.0]


@pytest.mark.parametrize(
    ("draw", "pause"), [(min, 0), (max, 0.2), (lambda ends: ends[1] / 3, 0.2 / 3)]
)
async def test_jitter_is_full(run, clock, draw, pause):
    """A pause may be anything from nothing to the whole range."""
    clock.draw = draw
    await run(FAILS, "paid")
    assert clock.pauses == [pause]


async def test_many_attempts_do_not_overflow(run, clock):
    """The doubling stops before numbers get out of hand."""
    await run(*[FAILS] * 2000, attempts=2000, budget=Budget(2000))
    assert max(clock.pauses) == 5.0


@pytest.mark.parametrize(("asked", "pause"), [(60.0, 60.0), (7.0, 7.0), (0.01, 0.2), (0.0, 0.2)])
async def test_retry_after_is_the_least(run, clock, asked, pause):
    """Retry-After lengthens a pause and never shortens it."""
    await run(AttemptFailed(FailureStage.UNANSWERED, "HTTP 503", retry_after=asked), "paid")
    assert clock.pauses == [pause]


async def test_deadline_ends_the_attempts(run, clock):
    """No attempt starts that could begin only after the deadline."""
    _, made = await run(*[FAILS] * 9, attempts=9, backoff=1.0, max_backoff=1.0, seconds=3.5)
    assert (made, clock.pauses) == (4, [1.0, 1.0, 1.0])


async def test_retry_after_beyond_the_deadline(run, clock):
    """A Retry-After beyond the deadline ends the call now, without a pause."""
    failure = AttemptFailed(FailureStage.UNANSWERED, "HTTP 503", retry_after=60.0)
    assert (await run(failure, "paid", seconds=30.0))[1] == 1
    assert clock.pauses == []


@pytest.mark.parametrize("wish", [60.001, 99999.0])
async def test_retry_after_beyond_a_minute(run, clock, wish):
    """A Retry-After of over a minute ends the call now, even without a deadline."""
    failure = AttemptFailed(FailureStage.UNANSWERED, "HTTP 503", retry_after=wish)
    assert (await run(failure, "paid", seconds=None))[1] == 1
    assert clock.pauses == []


async def test_budget_is_shared(run):
    """Retries of all calls come out of one budget; without any left, failures surface at once."""
    budget = Budget(3)
    made = [(await run(*[FAILS] * 9, budget=budget))[1] for _ in range(3)]
    assert made == [3, 2, 1]


async def test_budget_is_earned_back_by_tenths(run):
    """Ten calls that succeed at once earn one retry."""
    budget = Budget(1)
    await run(FAILS, "paid", budget=budget)
    for _ in range(9):
        await run("paid", budget=budget)
    assert not budget.take()
    await run("paid", budget=budget)
    assert budget.take()


async def test_success_after_a_retry_earns_nothing(run):
    """Only a first attempt's success gives back."""
    budget = Budget(2)
    await run(FAILS, "paid", budget=budget)
    assert (budget.take(), budget.take()) == (True, False)


async def test_budget_is_not_spent_on_what_is_not_repeated(run):
    """A failure that may not be repeated takes nothing."""
    budget = Budget(1)
    await run(AttemptFailed(FailureStage.APPLIED, "why"), budget=budget)
    assert budget.take()


async def test_budget_has_a_top(run):
    """However many successes, a budget never exceeds its size."""
    budget = Budget(1)
    for _ in range(30):
        await run("paid", budget=budget)
    assert (budget.take(), budget.take()) == (True, False)


@pytest.mark.parametrize(("size", "made"), [(0, 1), (0.9, 1), (1, 2), (1.9, 2), (2, 3)])
async def test_only_a_whole_retry_is_taken(run, size, made):
    """Less than one retry buys none; a budget of 0 turns retries off."""
    assert (await run(*[FAILS] * 9, budget=Budget(size)))[1] == made


@pytest.mark.parametrize(("gone", "left"), [(0, 10.0), (4, 6.0), (10, 0.001), (99, 0.001)])
def test_time_remaining(clock, gone, left):
    """The remaining time shrinks to a millisecond, never to nothing, which would mean no limit."""
    deadline = Deadline(10.0)
    clock.now += gone
    assert deadline.remaining() == pytest.approx(left)


def test_time_that_does_not_count(clock):
    """A deadline moves on by the time for which it was stopped, and by no more."""
    deadline = Deadline(10.0)
    clock.now += 4
    with deadline.stopped():
        clock.now += 100
    clock.now += 1
    assert deadline.remaining() == pytest.approx(5.0)


def test_no_deadline_to_be_stopped(clock):
    """Stopping the clock without a deadline makes none."""
    deadline = Deadline(None)
    with deadline.stopped():
        clock.now += 1
    assert deadline.remaining() is None


def test_no_deadline(clock):
    """Without a deadline there is no remaining time, and every pause is allowed."""
    assert Deadline(None).remaining() is None
    assert Deadline(None).allows(1e9)


@pytest.mark.parametrize(("pause", "allowed"), [(9.9, True), (10.0, False), (11.0, False)])
def test_pause_within_the_deadline(clock, pause, allowed):
    """A pause is allowed if any time is left after it."""
    assert Deadline(10.0).allows(pause) is allowed


async def test_doubling_ends_after_32_times(run, clock):
    """However small the first pause was, a billionth of a second becomes no more than four."""
    policy = {"attempts": 40, "backoff": 1e-9, "max_backoff": 60.0}
    await run(*[FAILS] * 40, budget=Budget(40), **policy)
    assert max(clock.pauses) == 1e-9 * 2**32
