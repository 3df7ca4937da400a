"""Arguments that make no sense are refused by name, before anybody is asked."""

from __future__ import annotations

from math import inf, nan

import pytest

from zhixiao_async import InvalidRequest, OutcomeUnknown, ResolvePace, Verdict
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
    """An error names the field and shows what was given, and nothing is sent."""
    error = OutcomeUnknown("why", resolve_by="x", request=OrderRefund(order_id="1"))
    with pytest.raises(InvalidRequest, match="got") as caught:
        await client.resolve(error, **{"pace": QUICK} | {field: value})
    assert caught.value.field == field
    assert not gateway.requests


async def test_malformed_where_nothing_is_looked_for(client):
    """A request whose outcome is known at once is checked as well."""
    error = OutcomeUnknown("why", resolve_by="x", applied=True)
    with pytest.raises(InvalidRequest, match="timeout"):
        await error.resolve(client, timeout=nan)


@pytest.mark.parametrize("known", [(), {700}, iter([700, 700]), range(1, 3)])
async def test_any_iterable_of_amounts(client, known):
    """Any iterable of amounts will do."""
    error = OutcomeUnknown("why", resolve_by="x", applied=True)
    assert (await client.resolve(error, known_refunds=known)).verdict is Verdict.APPLIED


@pytest.mark.parametrize(
    "field", ["first_probe", "pause", "longest_pause", "deadline", "order_deadline"]
)
@pytest.mark.parametrize("value", [1e15, inf, nan, "x", True, -1, DAYS_30 + 1])
def test_malformed_pace(field, value):
    """A pace refuses what isn't a number of seconds that somebody may mean."""
    with pytest.raises(InvalidRequest) as caught:
        ResolvePace(**{field: value})
    assert caught.value.field == field


def test_longest_pace():
    """Thirty days are the most, and the rule says so."""
    assert ResolvePace(deadline=DAYS_30).deadline == DAYS_30
    with pytest.raises(InvalidRequest, match=r"at most 2592000, got 2592001"):
        ResolvePace(deadline=DAYS_30 + 1)


async def test_amounts_are_in_fen(client):
    """A caller who writes yuan, with a point, learns what is wanted."""
    error = OutcomeUnknown("why", resolve_by="x", applied=True)
    with pytest.raises(InvalidRequest, match=r"known_refunds .* fen.*, got 50\.5"):
        await client.resolve(error, known_refunds=[50.5])


@pytest.mark.parametrize(
    ("field", "value"),
    [("timeout", DAYS_30), ("timeout", 0.001), ("known_refunds", [1, 10**15]), ("in_doubt", 10**6)],
)
async def test_greatest_and_least(client, field, value):
    """The bounds of an argument are accepted."""
    error = OutcomeUnknown("why", resolve_by="x", applied=True)
    assert (await client.resolve(error, **{field: value})).verdict is Verdict.APPLIED


def test_longest_and_shortest_of_a_pace():
    """The bounds of a pace are accepted."""
    longest = {"first_probe": 300, "pause": DAYS_30, "longest_pause": DAYS_30}
    assert ResolvePace(**longest, order_deadline=DAYS_30).pause == DAYS_30
    assert (
        ResolvePace(first_probe=0, pause=0.001, longest_pause=0.001, order_deadline=0).pause
        == 0.001
    )
