"""Refunds that are wanted, some of them by several workers at once."""

from __future__ import annotations

from collections import deque
from random import Random

from zhixiao_async import OrderRefund

PER_ORDER, RECENT = 3, 40
"""So many refunds of each order, no two of one amount; the latest are wanted again."""


class Wants:
    """What is wanted, some of it by several workers: hands out requests, chosen by a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(f"wants {seed}")
        self.all: dict[str, tuple[str, OrderRefund]] = {}
        self._recent: deque[str] = deque(maxlen=RECENT)
        self._order: tuple[str, str] | None = None
        self._left = 0

    @property
    def needs_order(self) -> bool:
        """All refunds of the last order are wanted by now."""
        return not self._left

    def learn(self, order: str, order_id: str) -> None:
        """A paid order, of which refunds may be wanted."""
        self._order, self._left = (order, order_id), PER_ORDER

    def next(self) -> str:
        """The number of a refund, wanted for the first time or again."""
        assert self._order is not None
        if self._recent and (self.chance.random() < 0.4 or not self._left):
            return self.chance.choice(self._recent)
        number, (order, order_id) = f"r{len(self.all) + 1}", self._order
        self._left -= 1
        fee = 100 + PER_ORDER - self._left
        request = OrderRefund(order_id=order_id, refund_fee=fee, out_refund_no=number)
        self.all[number] = order, request
        self._recent.append(number)
        return number
