"""What a database keeps of a day beside its rows, and how days are read from one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date

import attrs
import pyarrow as pa

from ...messages.text import Text
from ..receipts import Receipt
from ..sums import damaged, must_add_up, sums_of
from .digest import digest_of


@attrs.frozen
class Kept:
    """A day's receipt, and the hash of the rows that were written with it: they have no file's."""

    receipt: Receipt
    digest: str


class KeptDays(ABC):
    """The readers of a :class:`.target.Target` that is a database, where every day is whole."""

    def receipt(self, app_id: str, day: date) -> Receipt | None:
        """Return a day's receipt, or None if the day isn't there.

        Raises:
            ExportFailed: The database can't be read.
        """
        return receipt_in(self._kept(app_id, day))

    def read(self, app_id: str, day: date) -> pa.Table:
        """Return a day's rows; as :meth:`.target.Target.read`.

        Raises:
            ExportFailed: The database can't be read.
        """
        return self._day(app_id, day)[0]

    def check(self, receipt: Receipt) -> None:
        """Compare a day's rows with its receipt; as :meth:`.target.Target.check`.

        Raises:
            ExportFailed: The database can't be read.
        """
        table, kept = self._day(receipt.app_id, receipt.day)
        must_add_up(receipt, sums_of(table))
        if digest_of(table) != kept.digest:
            raise damaged(receipt.app_id, receipt.day, Text("export.other_rows"))

    def receipts(self, *, whole: bool = True) -> Iterator[Receipt]:
        """Yield the receipt of every day, by merchant and day; each is whole.

        Raises:
            ExportFailed: The database can't be read.
        """
        yield from (each.receipt for each in self._kept())

    @abstractmethod
    def _kept(self, app_id: str | None = None, day: date | None = None) -> list[Kept]:
        """Return what is kept of a day, or of all."""

    @abstractmethod
    def _day(self, app_id: str, day: date) -> tuple[pa.Table, Kept]:
        """Return a day's rows, and what is kept of it, as they were at one moment."""


def receipt_in(kept: Sequence[Kept]) -> Receipt | None:
    """Return the receipt among what is kept of one day, if there is any."""
    return kept[0].receipt if kept else None


def kept_of(rows: Iterable[tuple[str, str]]) -> list[Kept]:
    """Return what is kept of days, by merchant and day.

    Args:
        rows: Receipts as JSON, each with its hash. What is no receipt is left out.
    """
    kept = []
    for text, digest in rows:
        with suppress(ValueError):
            kept.append(Kept(Receipt.from_json(text), digest))
    return sorted(kept, key=lambda each: (each.receipt.app_id, each.receipt.day))
