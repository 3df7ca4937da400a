"""Refunds that are wanted, some of them by several workers at once."""

from __future__ import annotations

from collections import deque
from random import Random

from zhixiao_async import OrderRefund

PER_ORDER, RECENT = 3, 40
"""Number of refunds per order, each of another amount; and of the latest that are wanted again."""


class WantedRefunds:
    """Hands out refunds, chosen by a seed; some of them to several workers."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(f"wants {seed}")
        self.all: dict[str, tuple[str, OrderRefund]] = {}
        self._recent: deque[str] = deque(maxlen=RECENT)
        self._order: tuple[str, str] | None = None
        self._left = 0

    @property
    def needs_order(self) -> bool:
        """True once all refunds of the last order have been handed out."""
        return not self._left

    def learn(self, order: str, order_id: str) -> None:
        """Take a paid order to refund."""
        self._order, self._left = (order, order_id), PER_ORDER

    def next(self) -> str:
        """Return the number of a refund, wanted for the first time or again."""
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
