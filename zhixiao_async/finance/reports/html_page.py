"""A report as one page that loads nothing: no script, its style and charts inside."""

from __future__ import annotations

from importlib.resources import files

import attrs

from ...rendering import environment
from . import geometry
from .cells import shown
from .model import Report, Section, Table
from .room import longest_cells
from .texts import Words

MOST_ROWS = 5000
"""Rows of a table on a page: more, and neither a browser nor a printer has an end. A sentence says
how many there are, and where."""

FOLDED_ROWS = 200
"""Rows of a detailed table beyond which it is folded up, so that nobody prints a hundred pages."""

_PROSE = 28
"""Half-width characters of a cell that isn't broken into many short lines."""
_UPRIGHT = 116
_BLANK, _BETWEEN = 20, 2
"""Half-width characters: beside each other on an upright page, in a column to be filled in, and
between two columns."""

_PACKAGE = __name__.rpartition(".")[0]
_TEMPLATES = environment(_PACKAGE)
_TEMPLATES.globals |= {
    "stylesheet": files(_PACKAGE).joinpath("templates", "report.css").read_text("utf-8"),
    "laid_out": geometry.laid_out,
    "width": geometry.WIDTH,
    "shown": shown,
}


def html_page(report: Report) -> str:
    """Return a report as an HTML page, for the screen and for A4.

    A table of more rows than :data:`MOST_ROWS` goes on in the workbook only, and the page says so.
    """
    shown_sections = [_Shown.of(section) for section in report.sections]
    return _TEMPLATES.get_template("report.html").render(
        report=report,
        sections=shown_sections,
        is_wide=any(each.is_wide and not each.is_folded for each in shown_sections),
        text=Words(report.language),
        most=MOST_ROWS,
        prose=_PROSE,
    )


@attrs.frozen
class _Shown:
    """A section on a page.

    Attributes:
        section: The section.
        table: Its table, without columns that hold nothing.
        longest: The length of each column's longest cell.
        is_folded: Whether the table is folded up at first.
        is_wide: Whether it needs a page that lies.
    """

    section: Section
    table: Table
    longest: list[int]
    is_folded: bool
    is_wide: bool

    @classmethod
    def of(cls, section: Section) -> _Shown:
        """Lay a section out."""
        table = section.table.filled()
        longest = longest_cells(table)
        room = [
            _BLANK if column.is_blank else min(cells, _PROSE)
            for column, cells in zip(table.columns, longest, strict=True)
        ]
        return cls(
            section,
            table,
            longest,
            is_folded=section.is_detail and len(table.rows) > FOLDED_ROWS,
            is_wide=sum(room) + _BETWEEN * len(room) > _UPRIGHT,
        )
