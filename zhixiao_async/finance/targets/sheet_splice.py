"""The XML of many rows put into a workbook that was made without them.

A workbook's file is an archive of XML, whose first sheet has a model in the rows' place: the last
row, with an empty cell in each column.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZipFile

import pyarrow as pa

from .sheet_xml import CellModel, rows_xml

_SHEET = "xl/worksheets/sheet1.xml"
_MODEL = re.compile(rb'<row r="\d+">(?:<c r="[A-Z]+\d+" s="\d+"/>)+</row>(?=</sheetData>)')
_CELL = re.compile(r'<c r="([A-Z]+)\d+" s="(\d+)"/>')
_LEVEL = 3
"""Of compression: twice as fast as the usual one, and a sixth more bytes."""
_ROW = 2048
"""Bytes of a row's XML, at most, beside its texts."""
_ESCAPE = 7
"""Bytes of a character's longest escape."""


def splice(frame: BytesIO, path: Path, shown: pa.Table) -> None:
    """Write a workbook with rows in the place of its model; equal ones make equal bytes.

    Args:
        frame: The workbook without them.
        path: The new file.
        shown: The rows; see :func:`.sheet_xml.rows_xml`. The model has as many cells.
    """
    if not shown.num_rows:
        path.write_bytes(frame.getbuffer())
        return
    is_huge = shown.num_rows * _ROW + shown.nbytes * _ESCAPE > ZIP64_LIMIT
    with (
        ZipFile(frame) as source,
        ZipFile(path, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename != _SHEET:
                target.writestr(entry, content)
                continue
            head, models, tail = _around_model(content)
            with target.open(entry, "w", force_zip64=is_huge) as file:
                file.write(head)
                for piece in rows_xml(shown, models):
                    file.write(piece)
                file.write(tail)


def _around_model(content: bytes) -> tuple[bytes, list[CellModel], bytes]:
    found = _MODEL.search(content)
    if found is None:  # xlsxwriter writes rows in another way by now
        raise RuntimeError("no row to go by")
    models = [CellModel(*each) for each in _CELL.findall(found[0].decode())]
    return content[: found.start()], models, content[found.end() :]
