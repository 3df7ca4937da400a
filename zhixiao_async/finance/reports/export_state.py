"""Which days of an export a report can rest on: those there, those open, those missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import attrs
import pyarrow as pa

from ...errors import InvalidRequest
from ...fields import beijing
from ...messages.text import Text
from ..export.days import days_of
from ..receipts import Receipt
from ..sums import must_add_up, sums_of
from ..targets.target import Target
from .texts import Words


@attrs.frozen
class MerchantDays:
    """The days of one merchant in a period.

    Attributes:
        app_id: The merchant.
        receipts: Of the days that are there, in order.
        missing: Days that are over and weren't exported.
        to_come: Days that aren't over yet and weren't exported.
    """

    app_id: str
    receipts: tuple[Receipt, ...]
    missing: tuple[date, ...]
    to_come: tuple[date, ...]

    @property
    def open(self) -> tuple[date, ...]:
        """Days that could still change when they were read."""
        return tuple(receipt.day for receipt in self.receipts if receipt.is_open)


@attrs.frozen
class ExportState:
    """What an export holds of a period.

    Attributes:
        first: The period's first day.
        last: Its last day.
        merchants: By merchant.
    """

    first: date
    last: date
    merchants: tuple[MerchantDays, ...]

    @property
    def complete(self) -> bool:
        """Whether every day of every merchant is there, and none can change."""
        return not any(each.missing or each.to_come or each.open for each in self.merchants)

    @property
    def app_ids(self) -> tuple[str, ...]:
        """The merchants."""
        return tuple(each.app_id for each in self.merchants)

    def day_states(self) -> dict[date, str]:
        """Return every day of the period with ``final``, ``open``, ``missing`` or ``to_come``.

        Of several merchants' states the one that says least of the day counts.
        """
        states = dict.fromkeys(days_of(self.first, self.last), "final")
        for name in ("open", "to_come", "missing"):
            for each in self.merchants:
                states |= dict.fromkeys(getattr(each, name), name)
        return states

    def warnings(self, words: Words) -> list[str]:
        """Return a sentence for each kind of day that makes the report incomplete."""
        said = []
        for each in self.merchants:
            for key, days in (
                ("warning.days_missing", each.missing),
                ("warning.days_open", each.open),
                ("warning.days_to_come", each.to_come),
            ):
                if days:
                    listed = {"days": words.days(days), "count": len(days)}
                    said.append(words(key, app_id=each.app_id, **listed))
        return said

    def sentence(self, words: Words) -> str:
        """Return the state in one sentence, with the time of the latest reading."""
        receipts = [receipt for each in self.merchants for receipt in each.receipts]
        counted = {
            "final": sum(not receipt.is_open for receipt in receipts),
            "open": sum(receipt.is_open for receipt in receipts),
            "missing": sum(len(each.missing) + len(each.to_come) for each in self.merchants),
        }
        state = words("state.days", **counted)
        if not receipts:
            return state
        read_at = beijing(max(receipt.begun_at for receipt in receipts))
        return words("state.read", state=state, read_at=f"{read_at:%Y-%m-%d %H:%M:%S}")

    def tables(self, target: Target) -> Iterator[tuple[Receipt, pa.Table]]:
        """Yield each day's rows, one day at a time, once they add up to their receipt.

        Raises:
            ExportDamaged: A day isn't what its receipt says.
        """
        for each in self.merchants:
            for receipt in each.receipts:
                table = target.read(receipt.app_id, receipt.day)
                must_add_up(receipt, sums_of(table))
                yield receipt, table


def state_of_export(
    target: Target, first: date, last: date, now: datetime, app_ids: Sequence[str] | None = None
) -> ExportState:
    """Look up which days of a period an export holds.

    Args:
        target: The export.
        first: The period's first day.
        last: Its last day.
        now: The present, Beijing time: a day that isn't over can't be missing yet.
        app_ids: The merchants; all that the export holds a day of if None.

    Raises:
        InvalidRequest: The period ends before it begins, or the export holds nothing at all.
    """
    days = days_of(first, last)
    found: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in target.receipts():
        of_merchant = found[receipt.app_id]
        if first <= receipt.day <= last:
            of_merchant.append(receipt)
    named = sorted(found if app_ids is None else set(app_ids))
    if not named:
        raise InvalidRequest("export", Text("rule.export_is_empty"))
    return ExportState(
        first, last, tuple(_of(name, found.get(name, ()), days, now) for name in named)
    )


def _of(
    app_id: str, receipts: Iterable[Receipt], days: Iterable[date], now: datetime
) -> MerchantDays:
    there = sorted(receipts, key=lambda receipt: receipt.day)
    absent = sorted({*days} - {receipt.day for receipt in there})
    return MerchantDays(
        app_id,
        tuple(there),
        missing=tuple(day for day in absent if day < now.date()),
        to_come=tuple(day for day in absent if day >= now.date()),
    )
