"""Both masks one after the other: every window's trades, then its refunds."""

from __future__ import annotations

import pytest

from zhixiao_async import InvalidRequest, Mask, OperateType, WindowChanged

EACH = (Mask.TRADE, Mask.REFUND)
KINDS = {"operate_type": OperateType.TRADE}, {"operate_type": OperateType.REFUND}


async def test_masks_are_asked_for_in_turn(gateway, rows, read):
    """Every window is read by each mask; no mask takes the other's id for its own."""
    trades, refunds = ({0: rows(1, 2, **kind), 1: rows(2, 3, **kind)} for kind in KINDS)
    gateway.masked = {Mask.TRADE: trades, Mask.REFUND: refunds}
    reading = await read(2, mask=EACH)
    assert [page.mask for page in reading.pages] == [*EACH, *EACH]
    assert reading.ids == [1, 2, 1, 2, 3, 3]
    assert gateway.asked == [(0, 1), (0, 1), (1, 1), (1, 1)]


@pytest.mark.parametrize("kind", [OperateType("3"), None])
@pytest.mark.parametrize("key", [{}, {"id": None}], ids=["id", "no id"])
async def test_row_of_both_masks(gateway, row, read, kind, key):
    """Rows of unknown kind under both masks are an error: the gateway ignores the mask."""
    gateway.windows = {0: [row(1, operate_type=kind, **key)]}
    reading = await read(mask=EACH)
    assert len(reading.orders) == 1
    assert isinstance(reading.error, WindowChanged)
    assert "has a row under both masks, whose operate_type doesn't say" in str(reading.error)


async def test_row_of_both_masks_among_others(gateway, rows, read):
    """One such row is enough, wherever it stands on the page."""
    gateway.masked = {Mask.TRADE: {0: rows(2, 3)}, Mask.REFUND: {0: rows(1, 2)}}
    reading = await read(mask=EACH)
    assert reading.ids == [2, 3]
    assert "has a row under both masks" in str(reading.error)


async def test_rows_that_say_no_kind(gateway, rows, read):
    """Rows of one id that differ are a trade and a refund, as their masks say."""
    trades, refunds = {0: rows(1, 3)}, {0: rows(2, 4, fee=5)}
    gateway.masked = {Mask.TRADE: trades, Mask.REFUND: refunds}
    reading = await read(mask=EACH)
    assert (reading.ids, reading.error) == ([1, 2, 3, 2, 3, 4], None)


@pytest.mark.parametrize(
    "mask",
    [
        "12",
        Mask("9"),
        [],
        [Mask.TRADE, "1"],
        [Mask.TRADE, OperateType.REFUND],
        True,
        {Mask.TRADE},
        [None, Mask.TRADE],
        [None],
    ],
)
def test_bad_masks(plan, mask):
    """A mask that no listing can be asked for is refused before anything is sent."""
    with pytest.raises(InvalidRequest) as caught:
        plan(mask=mask)
    assert caught.value.field == "mask"
