"""A long range as touching windows, and when a window can still change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import cast

import attrs

from ..checks import moment, whole
from ..endpoints import Mask
from ..endpoints.given import GivenMask
from ..endpoints.given import mask as to_mask
from ..endpoints.order_list import DOCUMENTED_PAGE_SIZE, rounded_down, rounded_up
from ..errors import InvalidRequest
from ..fields import BEIJING, begin_of, beijing, end_of
from ..messages.text import Text

DAY = timedelta(days=1)
OPEN_FOR = timedelta(minutes=65)
"""An order stays payable for an hour, and its payment takes a moment to be listed."""


def _masks(value: GivenMask | Sequence[GivenMask] | None) -> Mask | Sequence[Mask] | None:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(cast("Mask", to_mask(one)) for one in value)
    return to_mask(value)


@attrs.frozen(kw_only=True)
class Plan:
    """The arguments of ``iter_orders``, checked.

    Attributes:
        begin_time: Start of the range, as :func:`begin_of` takes it; a part of a second is cut off.
        end_time: End of the range, as :func:`end_of` takes it; a part of a second is rounded up.
        mask, page_size, concurrency, split, open_for: As in :class:`ListingOptions`.
        most: Requests that can be under way at a time; asking for more would only queue them.

    Raises:
        InvalidRequest: An argument makes no sense; the error names it.
    """

    begin_time: datetime = attrs.field(converter=begin_of, validator=moment)
    end_time: datetime = attrs.field(converter=end_of, validator=moment)
    mask: Mask | Sequence[Mask] | None = attrs.field(default=None, converter=_masks)
    page_size: int = DOCUMENTED_PAGE_SIZE
    concurrency: int = 4
    split: timedelta | None = DAY
    open_for: timedelta = OPEN_FOR
    most: int | None = None

    def __attrs_post_init__(self) -> None:
        if beijing(self.begin_time) >= beijing(self.end_time):
            rule = Text("rule.not_after", other="begin_time")
            raise InvalidRequest("end_time", rule, given=str(self.end_time))
        for name in ("page_size", "concurrency"):
            whole().require(name, getattr(self, name))
        if self.split is not None and not (
            isinstance(self.split, timedelta) and self.split >= timedelta(seconds=1)
        ):
            raise InvalidRequest("split", Text("rule.not_split"))
        if not isinstance(self.open_for, timedelta) or self.open_for < timedelta(0):
            raise InvalidRequest("open_for", Text("rule.not_timedelta"), given=self.open_for)
        self._check_masks()

    def _check_masks(self) -> None:
        masks = self.masks
        known = all(isinstance(mask, Mask) and mask.known for mask in masks)
        if self.mask is not None and not (masks and known and len(set(masks)) == len(masks)):
            raise InvalidRequest("mask", Text("rule.not_masks"), given=self.mask)

    @property
    def in_flight(self) -> int:
        """Pages in flight or in hand, at most."""
        return self.concurrency if self.most is None else min(self.concurrency, self.most)

    @property
    def masks(self) -> tuple[Mask | None, ...]:
        """The masks that every window is asked for with, in this order."""
        if isinstance(self.mask, Sequence) and not isinstance(self.mask, str):
            return tuple(self.mask)
        return (self.mask,)

    def windows(self) -> Iterator[tuple[datetime, datetime]]:
        """Windows that touch: each ends at the very second at which the next begins.

        Neither an inclusive nor an exclusive reading of "end" loses a second then.
        """
        start = rounded_down(beijing(self.begin_time))
        end = rounded_up(beijing(self.end_time))
        step = None if self.split is None else timedelta(seconds=int(self.split.total_seconds()))
        length = step
        if step == DAY:
            length = DAY - (start - start.replace(hour=0, minute=0, second=0))
        while start < end:
            stop = end if length is None else start + min(length, end - start)
            yield start, stop
            start, length = stop, step

    def is_open(self, end: datetime) -> bool:
        """Return whether a window that ends then may still change."""
        return datetime.now(BEIJING) - end < self.open_for
