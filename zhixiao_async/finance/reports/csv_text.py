"""A table of a report as CSV, by the rules that an export's CSV has.

UTF-8 with a byte order mark, lines that end in CRLF, ids safe in a spreadsheet, no text a formula,
amounts in yuan, times as Beijing wall clock. Below the table stand its sums, then, after an empty
line, what the report is about and what it proves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import pyarrow as pa

from ...errors import InvalidRequest
from ...fields import write_time, yuan
from ...messages.text import Text
from ..kinds import Kind
from ..targets.guarded_text import BYTE_ORDER_MARK, quoted
from ..targets.row_texts import row_texts
from .model import Cell, Report, Row, Section, Table

_TEXTS = {Kind.TEXT, Kind.ID}


def csv_text(report: Report, section: str) -> bytes:
    """Return one of a report's tables as a CSV file.

    Args:
        report: The report.
        section: The name of the section that holds the table.

    Raises:
        InvalidRequest: The report has no such section.
    """
    found = {each.name: each for each in report.sections}
    if section not in found:
        choices = ", ".join(found)
        raise InvalidRequest("section", Text("rule.not_a_section", choices=choices), given=section)
    return b"".join(_parts(report, found[section]))


def _parts(report: Report, section: Section) -> Iterable[bytes]:
    table = section.table
    yield f"{BYTE_ORDER_MARK}{_line([column.title for column in table.columns])}".encode()
    if table.rows:
        yield _rows(table, table.rows)
    if table.total is not None:
        yield _rows(table, [table.total])
    yield b"\r\n"
    about = [[report.title], *report.facts, *([each] for each in section.notes)]
    about += [[warning] for warning in report.warnings]
    about += [[line] for line in report.footer]
    yield "".join(map(_line, about)).encode()


def _rows(table: Table, rows: Sequence[Row]) -> bytes:
    columns = [
        _cells([row[place] for row in rows], column.kind)
        for place, column in enumerate(table.columns)
    ]
    return row_texts(columns, between=",", end="\r\n").to_pybytes()


def _cells(values: Sequence[Cell], kind: Kind) -> pa.Array[pa.StringScalar]:
    texts = pa.array([_text(value, kind) for value in values], pa.string())
    plain = kind not in _TEXTS and not any(isinstance(value, str) for value in values)
    return texts if plain else quoted(texts, "all" if kind is Kind.ID else "numbers")


def _text(value: Cell, kind: Kind) -> str | None:
    if isinstance(value, datetime):
        return write_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return yuan(value) if kind is Kind.FEN else str(value)
    return value


def _line(texts: Sequence[str]) -> str:
    cells = quoted(pa.array(texts, pa.string()), "numbers")
    return ",".join(map(str, cells.to_pylist())) + "\r\n"
