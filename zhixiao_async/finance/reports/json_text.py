"""A report as JSON, for programs: the same names in every language, amounts in fen."""

from __future__ import annotations

import json
from datetime import date, datetime

from ...fields import beijing
from ..kinds import Kind
from .model import Cell, Report, Section


def json_text(report: Report) -> str:
    """Return a report as JSON; the names of amounts end in ``_fen``, times in ``+08:00``."""
    whole = {
        "report": report.name,
        "language": report.language,
        "title": report.title,
        "begin": _plain(report.begin),
        "end": _plain(report.end),
        "made_at": _plain(report.made_at),
        "complete": report.complete,
        "to_do": report.to_do,
        "facts": dict(report.facts),
        "warnings": report.warnings,
        "sections": {section.name: _section(section) for section in report.sections},
        "footer": report.footer,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _section(section: Section) -> dict[str, object]:
    names = [
        f"{column.name}_fen" if column.kind is Kind.FEN else column.name
        for column in section.table.columns
    ]
    rows = [dict(zip(names, map(_plain, row), strict=True)) for row in section.table.rows]
    total = section.table.total
    sums = (
        None
        if total is None
        else {
            name: cell
            for name, cell, column in zip(names, total, section.table.columns, strict=True)
            if column.kind.is_number
        }
    )
    return {"title": section.title, "notes": section.notes, "rows": rows, "total": sums}


def _plain(cell: Cell) -> str | int | None:
    if isinstance(cell, datetime):
        return beijing(cell).isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell
