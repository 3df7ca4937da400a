"""What a report consists of: titled sections of typed tables, notes and charts.

Texts in it are in the report's language already. Amounts are fen and times aware: the renderers
write them as their form has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import TypeAlias

import attrs

from ...messages.catalogue import Language
from ..kinds import Kind

Cell: TypeAlias = str | int | date | datetime | None
"""A value; None where there is none. A fee is an int of fen."""


@attrs.frozen
class Column:
    """A column of a table.

    Attributes:
        name: Its key in JSON, the same in every language.
        title: Its heading.
        kind: What its values are.
        is_blank: Whether it is empty, for a reader to fill in.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    is_blank: bool = False


Row: TypeAlias = tuple[Cell, ...]


@attrs.frozen
class Table:
    """Rows under typed columns.

    Attributes:
        columns: As many as each row has cells.
        rows: The rows.
        total: The row of sums below them, or None.

    Raises:
        ValueError: A row is longer or shorter than the columns.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None

    def __attrs_post_init__(self) -> None:
        rows = [*self.rows, *([] if self.total is None else [self.total])]
        if any(len(row) != len(self.columns) for row in rows):
            raise ValueError("a row has another number of cells than there are columns")

    def filled(self) -> Table:
        """Return the table without the columns that hold nothing, but for those to be filled in."""
        rows = [*self.rows, *([] if self.total is None else [self.total])]
        told = [
            place
            for place, column in enumerate(self.columns)
            if column.is_blank or any(row[place] is not None for row in rows)
        ]

        def narrow(row: Row) -> Row:
            return tuple(row[place] for place in told)

        return Table(
            tuple(self.columns[place] for place in told),
            [narrow(row) for row in self.rows],
            None if self.total is None else narrow(self.total),
        )


class Shape(Enum):
    """How a chart stands."""

    OVER_TIME = "over_time"
    """Upright bars side by side, such as one for each day."""
    BY_NAME = "by_name"
    """Lying bars below each other, each with room for a name."""


@attrs.frozen
class Series:
    """One row of bars.

    Attributes:
        title: What they show.
        values: In fen, one for each of the chart's labels.
    """

    title: str
    values: tuple[int, ...]


@attrs.frozen
class Chart:
    """Bars of amounts. The table beside it holds the same values.

    Attributes:
        title: What it shows.
        alt: The same in a sentence with its greatest value, for those who can't see it.
        shape: How it stands.
        labels: Below or beside the bars.
        series: Of the same length as the labels.
    """

    title: str
    alt: str
    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@attrs.frozen
class Section:
    """A titled table with its chart.

    Attributes:
        name: Its key in JSON, the same in every language.
        title: Its heading, and the name of its sheet.
        table: The table.
        chart: A chart of it, or None.
        notes: Sentences above it.
        is_detail: Whether it may be very long: a terminal names it only.
    """

    name: str
    title: str
    table: Table
    chart: Chart | None = None
    notes: tuple[str, ...] = ()
    is_detail: bool = False


@attrs.frozen(kw_only=True)
class Report:
    """A whole report.

    Attributes:
        name: Which report it is, the same in every language.
        language: Of all texts in it.
        title: Its heading.
        facts: What it is about, as pairs: the period, when it was made.
        begin: The first moment of the period, Beijing time; None if it is about now.
        end: The first moment after it; None if it is about now.
        made_at: When it was made.
        complete: Whether nothing is missing, open or unasked.
        to_do: Rows that somebody has to act on.
        warnings: What is missing, open or unasked: above everything else.
        sections: Its tables.
        footer: What it proves and what it doesn't.
    """

    name: str
    language: Language
    title: str
    facts: tuple[tuple[str, str], ...]
    begin: datetime | None = None
    end: datetime | None = None
    made_at: datetime
    complete: bool = True
    to_do: int = 0
    warnings: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    footer: tuple[str, ...] = ()
