"""Deliveries by a real gateway to each framework's server: each payment is credited once."""

from __future__ import annotations

import pytest

from zhixiao_async.sandbox import Verdict

from .conftest import say


def test_payment_is_credited(server, pay, attempts):
    """A payment is credited once, and answered with a sealed success."""
    order_id = pay(server.url)
    assert server.credits(order_id) == 1
    assert [attempt.verdict for attempt in attempts(order_id)] == [Verdict.SEALED]


def test_replay_is_not_credited(server, gateway, pay):
    """A replay is answered with success, and credits nothing a second time."""
    order_id = pay(server.url)
    repeated = gateway.run(lambda sandbox: sandbox.notifier.replay(order_id))
    assert repeated.verdict is Verdict.SEALED
    assert server.credits(order_id) == 1


def test_parallel_duplicates_are_credited_once(server, gateway, pay, attempts):
    """Parallel duplicates are all answered with success."""
    gateway.run(lambda sandbox: resolved(sandbox.notifier.duplicate_next(copies=6)))
    order_id = pay(server.url)
    assert [attempt.verdict for attempt in attempts(order_id)] == [Verdict.SEALED] * 6
    assert server.credits(order_id) == 1


async def resolved(value):
    return value


@pytest.fixture
def broken(server):
    """Return a function that has the handler fail for an order number, or for none again."""

    def act(number: str | None) -> None:
        server.ask("DROP TRIGGER IF EXISTS broken")
        if number is not None:
            server.ask(
                f"CREATE TRIGGER broken BEFORE INSERT ON ledger WHEN NEW.out_trade_no = '{number}'"
                " BEGIN SELECT RAISE(ABORT, 'the handler failed'); END"
            )

    yield act
    act(None)


def test_handler_that_raises_has_the_gateway_come_again(server, gateway, pay, attempts, broken):
    """A failure is answered with the sealed -1, and the next attempt succeeds."""
    number = f"fails-{server.name}"
    broken(number)
    order_id = pay(server.url, number)
    kept = server.credits(order_id), server.inbox_rows(order_id)
    broken(None)
    gateway.clock.advance(15)
    gateway.drain()
    assert kept == (0, 0)
    assert [attempt.verdict for attempt in attempts(order_id)] == [Verdict.REFUSED, Verdict.SEALED]
    assert server.credits(order_id) == 1


def test_success_byte_for_byte(server, letter):
    """A success has the documented status, type and body, the second time as well."""
    for _ in range(2):
        said = say(server, letter.body)
        assert (said.status, said.body) == (200, letter.success)
        assert said.content_type == "application/json"


def test_failure_byte_for_byte(server, gateway, letter, broken):
    """A failure has the same status and type as a success: the gateway reads the body."""
    broken(gateway.order(letter.order_id).request.out_trade_no)
    said = say(server, letter.body)
    assert (said.status, said.body) == (200, letter.failure)
    assert said.content_type == "application/json"


def test_middleware_that_read_the_body_before(nosy_server, pay, attempts):
    """The view gets the raw bytes after a middleware has read them."""
    order_id = pay(nosy_server.url)
    assert nosy_server.credits(order_id) == 1
    assert [attempt.verdict for attempt in attempts(order_id)] == [Verdict.SEALED]
