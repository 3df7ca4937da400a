"""Arguments that make no sense are refused by name, before anybody is asked."""

from __future__ import annotations

from math import inf, nan

import pytest

from zhixiao_async import InvalidRequest, OutcomeUnknown, SettlePace, Verdict
from zhixiao_async.endpoints import OrderRefund

from .conftest import QUICK

DAYS_30 = 30 * 86400
MALFORMED = [
    *[("timeout", value) for value in (inf, nan, 1e15, "x", 0, -1, True, DAYS_30 + 1)],
    *[("known_refunds", value) for value in (5, ["50"], "5000", b"50", [-1], [0], [True], [1.5])],
    ("known_refunds", [10**15 + 1]),
    *[("in_doubt", value) for value in ("a", 0, True, None, 1.0, 10**6 + 1)],
    *[("pace", value) for value in (3, None, {"pause": 3})],
]


@pytest.mark.parametrize(("field", "value"), MALFORMED)
async def test_malformed(gateway, client, field, value):
    """The field is named, what was given is shown, and nothing is sent."""
    error = OutcomeUnknown("why", settle_by="x", request=OrderRefund(order_id="1"))
    with pytest.raises(InvalidRequest, match="got") as caught:
        await client.settle(error, **{"pace": QUICK} | {field: value})
    assert caught.value.field == field
    assert not gateway.requests


async def test_malformed_where_nothing_is_looked_for(client):
    """Also for a request whose outcome is known at once."""
    error = OutcomeUnknown("why", settle_by="x", applied=True)
    with pytest.raises(InvalidRequest, match="timeout"):
        await error.settle(client, timeout=nan)


@pytest.mark.parametrize("known", [(), {700}, iter([700, 700]), range(1, 3)])
async def test_any_iterable_of_amounts(client, known):
    """A list isn't asked for."""
    error = OutcomeUnknown("why", settle_by="x", applied=True)
    assert (await client.settle(error, known_refunds=known)).verdict is Verdict.APPLIED


@pytest.mark.parametrize(
    "field", ["first_look", "pause", "longest_pause", "deadline", "order_deadline"]
)
@pytest.mark.parametrize("value", [1e15, inf, nan, "x", True, -1, DAYS_30 + 1])
def test_malformed_pace(field, value):
    """Its seconds are numbers that somebody may mean."""
    with pytest.raises(InvalidRequest) as caught:
        SettlePace(**{field: value})
    assert caught.value.field == field


def test_longest_pace():
    """Thirty days are the most, and the rule says so."""
    assert SettlePace(deadline=DAYS_30).deadline == DAYS_30
    with pytest.raises(InvalidRequest, match=r"30 days \(2592000 seconds\) at most, got 2592001"):
        SettlePace(deadline=DAYS_30 + 1)


async def test_amounts_are_in_fen(client):
    """Who gives yuan, with a point, learns what is wanted."""
    error = OutcomeUnknown("why", settle_by="x", applied=True)
    with pytest.raises(InvalidRequest, match=r"known_refunds .* fen.*, got 50\.5"):
        await client.settle(error, known_refunds=[50.5])


@pytest.mark.parametrize(
    ("field", "value"),
    [("timeout", DAYS_30), ("timeout", 0.001), ("known_refunds", [1, 10**15]), ("in_doubt", 10**6)],
)
async def test_greatest_and_least(client, field, value):
    """The bounds themselves are taken."""
    error = OutcomeUnknown("why", settle_by="x", applied=True)
    assert (await client.settle(error, **{field: value})).verdict is Verdict.APPLIED


def test_longest_and_shortest_of_a_pace():
    """So are those of a pace."""
    longest = {"first_look": 300, "pause": DAYS_30, "longest_pause": DAYS_30}
    assert SettlePace(**longest, order_deadline=DAYS_30).pause == DAYS_30
    assert (
        SettlePace(first_look=0, pause=0.001, longest_pause=0.001, order_deadline=0).pause == 0.001
    )
