"""Both masks one after the other: every window's trades, then its refunds."""

from __future__ import annotations

import pytest

from zhixiao_async import InvalidRequest, Mask

EACH = (Mask.TRADE, Mask.REFUND)


async def test_masks_are_asked_for_in_turn(gateway, rows, read):
    """In every window; the page says which it is of, and neither takes the other's id for its."""
    gateway.windows = {0: rows(1, 2), 1: rows(2, 3)}
    reading = await read(2, mask=EACH)
    assert [page.mask for page in reading.pages] == [*EACH, *EACH]
    assert reading.ids == [1, 2, 1, 2, 3, 3]
    assert gateway.asked == [(0, 1), (0, 1), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    "mask", ["1", Mask("9"), [], [Mask.TRADE, Mask.TRADE], [Mask.TRADE, "2"], 1, {Mask.TRADE}]
)
def test_bad_masks(plan, mask):
    """What no listing can be asked for is refused before anything is sent."""
    with pytest.raises(InvalidRequest) as caught:
        plan(mask=mask)
    assert caught.value.field == "mask"
