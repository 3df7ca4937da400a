"""What an export did, day by day, and whether it did all of it."""

from __future__ import annotations

from collections import Counter

import attrs

from .export_day import DayResult, DayState


@attrs.frozen
class ExportReport:
    """What an export did.

    Attributes:
        results: One for each day and merchant, in the order in which they were done.
        not_tried: Days that weren't tried, since the days before them failed one after the other.
    """

    results: tuple[DayResult, ...]
    not_tried: int = 0

    @property
    def counts(self) -> Counter[DayState]:
        """The number of days by what was done with them."""
        return Counter(result.state for result in self.results)

    @property
    def failed(self) -> list[DayResult]:
        """The days that couldn't be exported."""
        return [result for result in self.results if result.state is DayState.FAILED]

    @property
    def changed(self) -> list[DayResult]:
        """The days that were read again and had other rows; their receipts say how many."""
        return [result for result in self.results if result.state is DayState.CHANGED]

    @property
    def open(self) -> list[DayResult]:
        """The days that could still change: export them again."""
        return [each for each in self.results if each.receipt is not None and each.receipt.is_open]

    @property
    def is_complete(self) -> bool:
        """Whether every day is there."""
        return not self.failed and not self.not_tried

    def require_complete(self) -> None:
        """Raise what the first day failed with, if one did; days that are there stay.

        Raises:
            ZhixiaoError: As reading from the gateway, or :class:`..errors.ExportFailed`.
        """
        for result in self.failed:
            if result.error is not None:
                raise result.error

    @property
    def rows(self) -> int:
        """Rows of all days that are there."""
        return sum(each.receipt.rows for each in self.results if each.receipt is not None)

    @property
    def fee(self) -> int:
        """Fees of all days that are there, in fen, as the gateway writes them."""
        return sum(each.receipt.fee for each in self.results if each.receipt is not None)
