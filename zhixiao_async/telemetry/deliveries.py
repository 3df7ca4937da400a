"""Deliveries and other payments that come to an inbox, as observers are told of them."""

from __future__ import annotations

from . import observers
from .observers import Delivery, DeliveryScope, quietly


class DeliveryWatch:
    """The watch over one delivery, from its making to :meth:`end`, in one task or thread."""

    def __init__(self, delivery: Delivery) -> None:
        looking = [observer for observer in observers.observers if not observer.idle()]
        told = [quietly(observer.delivery, delivery) for observer in looking]
        self._scopes: list[DeliveryScope] = [scope for scope in told if scope is not None]

    def end(self, verdict: str, error: BaseException | None = None) -> None:
        """Tell everybody what became of it; of an error only its type is told."""
        error_type = None if error is None else type(error).__name__
        for scope in reversed(self._scopes):
            quietly(scope.end, verdict, error_type)


def turned_away(verdict: str) -> None:
    """Tell everybody of a delivery that never became a payment."""
    DeliveryWatch(Delivery("notification", {})).end(verdict)
