"""The ledger check: it holds under every mix, and it finds what it is there to find."""

from __future__ import annotations

import pytest

from zhixiao_async import _exchange, _retry
from zhixiao_async._identity import Echo
from zhixiao_async._sessions import Progress

from .ledger import Books, Operation, Outcome, refund_key, violations
from .mixes import MIXES
from .run import run

SEED = 20881


@pytest.mark.parametrize("mix", MIXES)
async def test_what_clients_are_told_is_in_the_books(mix) -> None:
    """Ok happened once, failed never, unknown at most once, whatever the network does."""
    report = await run(mix, 200, SEED)

    assert not report.violations, str(report)
    assert len(report.operations) >= 200
    assert report.count(Outcome.OK) >= 10


async def test_a_refund_retried_after_a_reset_is_found(monkeypatch) -> None:
    """Planted: money is sent again like a read. The books show it twice."""
    monkeypatch.setattr(_retry, "may_repeat", lambda stage, effect, policy: True)

    report = await run("reset coming down", 300, SEED)

    assert any("done 2 times, by what was told 1" in one.what for one in report.violations)
    assert "rows have the out_refund_no" in str(report)


async def test_a_reply_taken_for_another_orders_is_found(monkeypatch) -> None:
    """Planted: nobody compares numbers, while the gateway answers about other orders."""
    monkeypatch.setattr(_exchange, "compare", lambda asked, result: (Echo.SAME, ""))

    report = await run("bad gateway", 300, SEED)

    assert any("was answered with the order" in one.what for one in report.violations)


async def test_a_lost_reply_called_not_sent_is_found(monkeypatch) -> None:
    """Planted: whatever fails counts as never sent. The books know better."""
    monkeypatch.setattr(Progress, "unsent", lambda self: True)

    report = await run("cut short", 300, SEED)

    assert any("by what was told 0" in one.what for one in report.violations)


def operation(key, told, **more) -> Operation:
    """One that its caller was told this about."""
    return Operation(number=1, client="async", key=key, order="o1", told=told, **more)


def books(*refunds, fee=1000, refunded=None, **order) -> Books:
    """The books of one order with these refunds, by number and fee."""
    one = {"out_trade_no": "o1", "order_id": "01", "body": "b", "state": "paid", "fee": fee}
    rows = [
        {"out_trade_no": "o1", "order_id": "01", "out_refund_no": number, "refund_fee": amount}
        for number, amount in refunds
    ]
    total = sum(amount for _, amount in refunds) if refunded is None else refunded
    return Books([one | {"refunded": total} | order], rows, [])


CREATED = operation(("create", "o1", "b"), Outcome.OK)
REFUND = refund_key("o1", "r1", 7)


@pytest.mark.parametrize(
    ("told", "times", "kept"),
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
def test_how_often_it_may_have_been_done(told, times, kept) -> None:
    """Once, never, or at most once."""
    operations = [CREATED, operation(REFUND, told)]

    assert (violations(operations, books(*[("r1", 7)] * times)) == []) is kept


def test_unknown_but_applied_must_be_there() -> None:
    """The caller was told that it was done, only not with what result."""
    operations = [CREATED, operation(REFUND, Outcome.UNKNOWN, applied=True)]

    assert violations(operations, books(("r1", 7))) == []
    assert violations(operations, books())


def test_nothing_is_there_unasked() -> None:
    """A refund of another amount is a refund that nobody asked for."""
    operations = [CREATED, operation(REFUND, Outcome.UNKNOWN)]

    (found,) = violations(operations, books(("r1", 8)))

    assert "refund o1 r1 8: done 1 times, by what was told 0" in str(found)
    assert "#1 0.000-0.000s async refund o1 r1 7: unknown" in str(found)


@pytest.mark.parametrize(
    "ill",
    [{"fee": 6}, {"refunded": 6}, {"fee": None, "refunded": None}],
    ids=["more than was paid", "another sum than the payment says", "never paid"],
)
def test_refunds_and_payments_agree(ill) -> None:
    """What is given back was paid before, and the payment knows of it."""
    operations = [CREATED, operation(REFUND, Outcome.OK)]

    assert violations(operations, books(("r1", 7))) == []
    assert violations(operations, books(("r1", 7), **ill))


def test_result_names_the_order_that_was_asked_about() -> None:
    """The number in a result is the one that the books have."""
    assert violations([CREATED], books()) == []
    created = operation(CREATED.key, Outcome.OK, order_id="02")

    assert "answered with the order 02" in str(violations([created], books())[0])
