"""Money received and refunded, added up, and the columns that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import attrs

from ...endpoints import OperateType
from ..kinds import Kind
from .day_sums import Group
from .model import Cell, Column, Row, Table
from .texts import Words

KeyT = TypeVar("KeyT")
PartT = TypeVar("PartT")

COLUMNS = ("received_count", "received", "refunded_count", "refunded", "net")


_NOTHING: Row = (None,) * len(COLUMNS)


@attrs.define
class Sums:
    """What came in and what went back.

    Attributes:
        received_count: Trades.
        received: Their sum in fen, as the gateway writes fees.
        refunded_count: Refunds.
        refunded: Their sum in fen; each counts without its sign, since gateways differ in it.
    """

    received_count: int = 0
    received: int = 0
    refunded_count: int = 0
    refunded: int = 0

    @property
    def net(self) -> int:
        """What was received and not refunded, in fen."""
        return self.received - self.refunded

    @property
    def cells(self) -> Row:
        """The cells below :data:`COLUMNS`."""
        return tuple(getattr(self, name) for name in COLUMNS)

    def add(self, group: Group) -> None:
        """Add the rows of a group, which :func:`is_known`."""
        if group.operate_type == OperateType.REFUND.value:
            self.refunded_count += group.rows
            self.refunded += group.absolute
        else:
            self.received_count += group.rows
            self.received += group.fee

    def include(self, other: Sums) -> None:
        """Add other sums."""
        for name in attrs.fields_dict(Sums):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def is_known(group: Group) -> bool:
    """Return whether a group's rows are trades or refunds, and nothing else."""
    return group.operate_type in (OperateType.TRADE.value, OperateType.REFUND.value)


def added_up(sums: Mapping[KeyT, Sums], part: Callable[[KeyT], PartT]) -> dict[PartT, Sums]:
    """Return the sums by a part of their keys, in the order in which those come first."""
    totals: dict[PartT, Sums] = {}
    for key, each in sums.items():
        totals.setdefault(part(key), Sums()).include(each)
    return totals


def sums_table(
    words: Words, keys: Iterable[Column], rows: Iterable[tuple[tuple[Cell, ...], Sums | None]]
) -> Table:
    """Return a table of sums under some key columns, and their total below.

    Args:
        words: The texts.
        keys: The columns on the left.
        rows: The cells of those, each with its sums; None where there can't be any.
    """
    named = tuple(keys)
    amounts = (words.column(name, _kind(name)) for name in COLUMNS)
    total = Sums()
    cells = []
    for left, sums in rows:
        if sums is not None:
            total.include(sums)
        cells.append((*left, *(_NOTHING if sums is None else sums.cells)))
    below = (words("total"), *[None] * (len(named) - 1), *total.cells)
    return Table((*named, *amounts), cells, below)


def _kind(name: str) -> Kind:
    return Kind.COUNT if name.endswith("_count") else Kind.FEN
