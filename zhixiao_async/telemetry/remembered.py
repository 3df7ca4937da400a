"""The spans in which orders were created, for as many orders as memory may hold."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

SpanT = TypeVar("SpanT")

ORDERS = 10_000
"""Orders whose creation a later delivery can be linked to: some 3 MB."""


class Creations(Generic[SpanT]):
    """The last creations of this process, by merchant and ``out_trade_no``; from any thread."""

    def __init__(self) -> None:
        self._spans: OrderedDict[tuple[str, str], SpanT] = OrderedDict()

    def add(self, app_id: str, out_trade_no: str, span: SpanT) -> None:
        """Remember a creation, and forget the one that is too many."""
        self._spans[app_id, out_trade_no] = span
        if len(self._spans) > ORDERS:
            self._spans.popitem(last=False)

    def find(self, app_id: str, out_trade_no: str) -> SpanT | None:
        """Return the span of a creation, or None."""
        return self._spans.get((app_id, out_trade_no))
