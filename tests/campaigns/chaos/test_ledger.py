"""The ledger holds under every mix, and finds every planted fault."""

from __future__ import annotations

import pytest

from zhixiao_async.protocol.reply_match import ReplyMatch
from zhixiao_async.transport import retry, verify
from zhixiao_async.transport.attempt_trace import AttemptTrace

from .ledger import GatewayRecords, Operation, Outcome, refund_key, violations
from .mixes import MIXES
from .report import Report
from .run import run

SEED = 20881


@pytest.mark.parametrize("mix", MIXES)
async def test_outcomes_agree_with_the_records(mix) -> None:
    """An ok call happened once, a failed call never, an unknown call at most once."""
    report = await run(mix, 100, SEED)

    assert not report.violations, str(report)
    assert len(report.operations) >= 100
    assert report.count(Outcome.OK) >= 5


async def found_by(mix, what) -> Report:
    """Run a mix until the ledger sees a violation; return that run's report."""
    for seed in range(SEED, SEED + 9):
        report = await run(mix, 100, seed)
        if any(what in violation.what for violation in report.violations):
            return report
    pytest.fail(str(report))


async def test_a_refund_retried_after_a_reset_is_found(monkeypatch) -> None:
    """The records show a refund twice that is planted to be retried like a read."""
    monkeypatch.setattr(retry, "may_repeat", lambda stage, effect, policy: True)

    report = await found_by("reset coming down", "done 2 times, by the outcomes 1")

    assert "rows have the out_refund_no" in str(report)


async def test_a_reply_taken_for_another_orders_is_found(monkeypatch) -> None:
    """The ledger sees a reply about another order if the comparison is taken out."""
    monkeypatch.setattr(verify, "compare", lambda asked, result: (ReplyMatch.SAME, ""))

    await found_by("bad gateway", "was answered with the order")


async def test_a_lost_reply_called_not_sent_is_found(monkeypatch) -> None:
    """The ledger sees a change behind a NotSent if every failure is planted as unsent."""
    monkeypatch.setattr(AttemptTrace, "unsent", lambda self: True)

    await found_by("cut short", "by the outcomes 0")


def operation(key, outcome, **more) -> Operation:
    """Return an operation with this outcome."""
    return Operation(number=1, client="async", key=key, order="o1", outcome=outcome, **more)


def records(*refunds, fee=1000, refunded=None, **order) -> GatewayRecords:
    """Return the records of one order with these refunds, by number and fee."""
    row = {"out_trade_no": "o1", "order_id": "01", "body": "b", "state": "paid", "fee": fee}
    rows = [
        {"out_trade_no": "o1", "order_id": "01", "out_refund_no": number, "refund_fee": amount}
        for number, amount in refunds
    ]
    total = sum(amount for _, amount in refunds) if refunded is None else refunded
    return GatewayRecords([row | {"refunded": total} | order], rows, [])


CREATED = operation(("create", "o1", "b"), Outcome.OK)
REFUND = refund_key("o1", "r1", 7)


@pytest.mark.parametrize(
    ("outcome", "times", "kept"),
    [
        (Outcome.OK, 0, False),
        (Outcome.OK, 1, True),
        (Outcome.OK, 2, False),
        (Outcome.FAILED, 0, True),
        (Outcome.FAILED, 1, False),
        (Outcome.UNKNOWN, 0, True),
        (Outcome.UNKNOWN, 1, True),
        (Outcome.UNKNOWN, 2, False),
        (Outcome.STRAY, 0, False),
        (Outcome.STRAY, 1, False),
    ],
    ids=str,
)
def test_how_often_it_may_have_been_done(outcome, times, kept) -> None:
    """An operation may have been done once, never, or at most once, by its outcome."""
    operations = [CREATED, operation(REFUND, outcome)]

    assert (violations(operations, records(*[("r1", 7)] * times)) == []) is kept


def test_unknown_but_applied_must_be_there() -> None:
    """A refund that is unknown but applied must be on record."""
    operations = [CREATED, operation(REFUND, Outcome.UNKNOWN, applied=True)]

    assert violations(operations, records(("r1", 7))) == []
    assert violations(operations, records())


def test_nothing_is_there_unasked() -> None:
    """A refund of another amount is a refund that no client requested."""
    operations = [CREATED, operation(REFUND, Outcome.UNKNOWN)]

    (found,) = violations(operations, records(("r1", 8)))

    assert "refund o1 r1 8: done 1 times, by the outcomes 0" in str(found)
    assert "#1 0.000-0.000s async refund o1 r1 7: unknown" in str(found)


@pytest.mark.parametrize(
    "ill",
    [{"fee": 6}, {"refunded": 6}, {"fee": None, "refunded": None}],
    ids=["more than was paid", "another sum than the payment says", "never paid"],
)
def test_refunds_and_payments_agree(ill) -> None:
    """Refunds exceed neither the payment nor what the payment has on record."""
    operations = [CREATED, operation(REFUND, Outcome.OK)]

    assert violations(operations, records(("r1", 7))) == []
    assert violations(operations, records(("r1", 7), **ill))


def test_result_names_the_order_that_was_asked_about() -> None:
    """The order_id in a result must be the one on record."""
    assert violations([CREATED], records()) == []
    created = operation(CREATED.key, Outcome.OK, order_id="02")

    assert "answered with the order 02" in str(violations([created], records())[0])
