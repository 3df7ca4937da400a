"""A report as one page that loads nothing: no script, its style and charts inside."""

from __future__ import annotations

from importlib.resources import files

from ...rendering import environment
from . import geometry
from .cells import shown
from .model import Report
from .texts import Words

MOST_ROWS = 5000
"""Rows of a table on a page: more, and neither a browser nor a printer has an end. A sentence says
how many there are, and where."""

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
    words = Words(report.language)
    return _TEMPLATES.get_template("report.html").render(report=report, text=words, most=MOST_ROWS)
