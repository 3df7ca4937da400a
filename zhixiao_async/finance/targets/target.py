"""What an export needs of the place where it keeps its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

import pyarrow as pa

from ..receipts import Receipt


class Target(Protocol):
    """Days with their receipts.

    Every method blocks, and several threads may call them at the same time: one day is looked up
    while another is written. Two threads or processes may write the same day at once: afterwards
    one of the two stands there whole.
    """

    def receipt(self, app_id: str, day: date) -> Receipt | None:
        """Return a day's receipt, or None if the day isn't there whole."""
        ...

    def write(self, table: pa.Table, receipt: Receipt) -> Receipt:
        """Put a day in the place of what stands there: all of it, or, on an error, nothing.

        What was written is read back, and counted and summed, before it takes the place. A day that
        was read later stays: a killed export may leave a worker behind that still has its own.

        Args:
            table: Of ``DAY_SCHEMA``, in the export's order.
            receipt: The day's, without ``size`` and ``sha256``.

        Returns:
            The receipt as it was kept, or that of the later reading.

        Raises:
            ExportFailed: What was read back isn't what was written.
            OSError: Such as a full disk.
        """
        ...

    def read(self, app_id: str, day: date) -> pa.Table:
        """Return a day's rows, of ``DAY_SCHEMA`` and in the export's order.

        Raises:
            ExportDamaged: The day can't be read; the error names it.
        """
        ...

    def check(self, receipt: Receipt) -> None:
        """Compare what stands there with the receipt: hash, count and sums.

        Raises:
            ExportDamaged: They differ; the error says in what.
        """
        ...

    def receipts(self, *, whole: bool = True) -> Iterator[Receipt]:
        """Yield the receipt of every day, by merchant and day.

        Args:
            whole: Whether days are left out that a look at their place tells not to be whole.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
