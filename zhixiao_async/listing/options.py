"""Options of a listing, spelled once for both clients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypedDict

from ..endpoints.given import GivenMask


class ListingOptions(TypedDict, total=False):
    """Keyword arguments of ``iter_orders`` and ``iter_order_pages``, async and sync."""

    mask: GivenMask | Sequence[GivenMask] | None
    """Trades only or refunds only. None, the default, is assumed to mean both, which the document
    doesn't say; ``(Mask.TRADE, Mask.REFUND)`` asks for one after the other in every window, so that
    nothing has to be assumed."""

    page_size: int
    """Rows a page, 1000 by default. A gateway that sends pages of another size is read with its
    own."""

    concurrency: int
    """Pages in flight or in hand, 4 by default; never more than ``Connections(limit=…)``."""

    split: timedelta | None
    """Length of a window, counted from ``begin_time``; None reads the range as one. Windows of a
    day, the default, end at midnight in Beijing, so that a long read can be taken up again at a
    day."""

    open_for: timedelta
    """How long after its end a window counts as one that may still change: 65 minutes by
    default."""
