"""``zhixiao orders``: the orders that the gateway lists, for finance."""

from __future__ import annotations

from .command import LazyGroup

_NAMES = ("export", "month", "receipts", "reconcile", "totals", "verify")

command = LazyGroup("orders", {name: f"{__package__}.orders.{name}" for name in _NAMES})
