"""A month of an export, read day by day and added up."""

from __future__ import annotations

from datetime import date

import attrs
from attrs import field

from ..targets.target import Target
from .day_sums import groups_of
from .export_state import ExportState
from .sums import Sums, is_known


@attrs.frozen(order=True)
class Key:
    """What the report tells apart.

    Attributes:
        app_id: The merchant.
        item: The item's name; empty where rows have none.
        pay_type: The wire's code; empty where rows have none.
        day: The day under which the gateway lists the rows.
    """

    app_id: str
    item: str
    pay_type: str
    day: date


@attrs.define
class Unknown:
    """Rows that are neither a trade nor a refund.

    Attributes:
        rows: Their number.
        fee: Their sum in fen, as the gateway writes fees.
    """

    rows: int = 0
    fee: int = 0


@attrs.define
class MonthSums:
    """What a month adds up to.

    Attributes:
        sums: By what the report tells apart, in order.
        hours: By the hour of the day in Beijing; under None what has no time.
        unknown: What is in no sum, by its code as well.
    """

    sums: dict[Key, Sums] = field(factory=dict)
    hours: dict[int | None, Sums] = field(factory=dict)
    unknown: dict[tuple[Key, str], Unknown] = field(factory=dict)


def month_sums(target: Target, state: ExportState) -> MonthSums:
    """Add up what an export holds of a period; one day is in memory at a time.

    Raises:
        ExportDamaged: A day isn't what its receipt says.
    """
    month = MonthSums()
    found: dict[Key, Sums] = {}
    for receipt, table in state.tables(target):
        for group in groups_of(table):
            key = Key(receipt.app_id, group.item, group.pay_type, receipt.day)
            if is_known(group):
                found.setdefault(key, Sums()).add(group)
                month.hours.setdefault(group.hour, Sums()).add(group)
            else:
                unknown = month.unknown.setdefault((key, group.operate_type), Unknown())
                unknown.rows += group.rows
                unknown.fee += group.fee
    month.sums = {key: found[key] for key in sorted(found)}
    return month
