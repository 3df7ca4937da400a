"""Clocks that are set, that differ, or that have not gone far enough to prove anything."""

from __future__ import annotations

import asyncio
import pickle
from datetime import datetime, timedelta

import pytest

from tests.support.clocks import set_wall_clock
from zhixiao_async import (
    BEIJING,
    InvalidRequest,
    OutcomeUnknown,
    PayerType,
    ResolvePace,
    Timeouts,
    Verdict,
)
from zhixiao_async.endpoints import OrderRefund

from .conftest import ORDER, lost, resolved

REFUND, CREATE, RECEIPT = (
    f"/pay_api/{name}" for name in ("order_refund", "order_create", "piaoju/create")
)
DAY = timedelta(days=1)


@pytest.mark.parametrize(("before", "during"), [(DAY, DAY), (-DAY, -DAY), (DAY, -DAY)], ids=str)
async def test_wall_clock_that_is_set(monkeypatch, gateway, client, paid, before, during):
    """A wall clock that is set neither makes a refund fail nor keeps a call longer."""
    gateway.faults.reset_before(path=REFUND)
    error = await lost(client.order_refund(order_id=paid.order_id))
    query = client.order_query

    async def order_query(**numbers):
        set_wall_clock(monkeypatch, during)
        return await query(**numbers)

    monkeypatch.setattr(client, "order_query", order_query)
    set_wall_clock(monkeypatch, before)
    pace = ResolvePace(first_probe=0, pause=0.5, longest_pause=0.5)
    async with asyncio.timeout(20):
        resolution = await client.resolve(error, known_refunds=[], timeout=1, pace=pace)
    assert resolution.verdict is Verdict.UNKNOWN
    assert "look again later" in resolution.explanation


@pytest.mark.parametrize(
    ("path", "seconds", "verdict"),
    [
        (REFUND, 4790, Verdict.UNKNOWN),
        (REFUND, 4801, Verdict.NOT_APPLIED),
        (RECEIPT, 4790, Verdict.UNKNOWN),
        (RECEIPT, 4801, Verdict.NOT_APPLIED),
        (CREATE, 50, Verdict.UNKNOWN),
        (CREATE, 61, Verdict.NOT_APPLIED),
    ],
)
async def test_absence_before_the_window_is_closed(gateway, client, paid, path, seconds, verdict):
    """Absence proves nothing before its deadline, which an order's own query has earlier."""
    calls = {
        REFUND: lambda: client.order_refund(out_trade_no="20881"),
        RECEIPT: lambda: client.piaoju_create(
            out_trade_no="20881",
            payer_type=PayerType.PERSON,
            payer_name="小明",
            phone="13000000000",
        ),
        CREATE: lambda: client.order_create(**ORDER | {"out_trade_no": "20882"}),
    }
    gateway.faults.reset_before(path=path)
    error = await lost(calls[path]())
    assert (await resolved(client, error, known_refunds=[], timeout=seconds)).verdict is verdict


@pytest.mark.parametrize("deadline", [0, 300, 3900, 4799])
def test_deadline_before_the_window_is_closed(deadline):
    """The rule says how long the listing may take."""
    with pytest.raises(InvalidRequest, match=f"65 minutes late.*, got {deadline}$") as caught:
        ResolvePace(first_probe=0, deadline=deadline)
    assert caught.value.field == "deadline"


def test_default_deadlines():
    """A refund's deadline is the earliest that proves anything, an order's is five minutes."""
    pace = ResolvePace()
    assert pace == ResolvePace(deadline=4800, order_deadline=300)


@pytest.mark.parametrize(("deadline", "refused"), [(4801, True), (4800, False), (None, False)])
async def test_calls_that_outlast_the_deadline(client, deadline, refused):
    """A deadline before which a call may still be under way is refused."""
    patient = client.with_options(timeouts=Timeouts(deadline=deadline))
    error = OutcomeUnknown("why", resolve_by="x", applied=True)
    if not refused:
        assert (await patient.resolve(error)).verdict is Verdict.APPLIED
        return
    with pytest.raises(InvalidRequest, match="4801 seconds, got 4800") as caught:
        await patient.resolve(error)
    assert caught.value.field == "deadline"


@pytest.mark.parametrize(("minutes", "refused"), [(14.9, False), (15.1, True)])
async def test_error_dated_ahead(gateway, client, paid, minutes, refused):
    """An error from a machine whose clock is wrong is refused by name, if it is far off."""
    gateway.faults.reset_before(path=REFUND)
    error = await lost(client.order_refund(out_trade_no="20881"))
    error.happened_at += timedelta(minutes=minutes)
    twin = pickle.loads(pickle.dumps(error))
    if not refused:
        assert (await resolved(client, twin, known_refunds=[])).verdict is Verdict.NOT_APPLIED
        return
    with pytest.raises(InvalidRequest, match="set the clocks") as caught:
        await resolved(client, twin, known_refunds=[])
    assert caught.value.field == "happened_at"


def test_age_of_an_error(monkeypatch):
    """An age is elapsed time here, and the difference of wall clocks once unpickled."""
    error = OutcomeUnknown("why", resolve_by="x", request=OrderRefund(order_id="1"))
    set_wall_clock(monkeypatch, DAY)
    assert error.age() < 3600 < 86400 <= pickle.loads(pickle.dumps(error)).age()


@pytest.mark.parametrize("ahead", [-23, -2, 2, 23])
@pytest.mark.parametrize(
    ("fault", "verdict"),
    [("reset_after", Verdict.APPLIED), ("reset_before", Verdict.NOT_APPLIED)],
)
@pytest.mark.parametrize("since", [0, 72], ids=["paid now", "paid before"])
async def test_gateway_whose_clock_is_wrong(gateway, client, create, ahead, fault, verdict, since):
    """Rows are searched a day before and a day ahead, so none is missed or lost."""
    gateway.clock.freeze(datetime.now(BEIJING) + timedelta(hours=ahead - since))
    await gateway.pay((await create()).order_id)
    gateway.clock.freeze(datetime.now(BEIJING) + timedelta(hours=ahead))
    getattr(gateway.faults, fault)(path=REFUND)
    error = await lost(client.order_refund(out_trade_no="20881"))
    assert (await resolved(client, error, known_refunds=[])).verdict is verdict


async def test_order_paid_in_time_to_come(gateway, client, create):
    """A gateway more than a day ahead would list the refund where nobody searches."""
    gateway.clock.advance(25 * 3600)
    await gateway.pay((await create()).order_id)
    gateway.faults.reset_before(path=REFUND)
    error = await lost(client.order_refund(out_trade_no="20881"))
    resolution = await resolved(client, error, known_refunds=[])
    assert (resolution.verdict, "clock" in resolution.explanation) == (Verdict.UNKNOWN, True)
