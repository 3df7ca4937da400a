"""Books in a CSV file, read in blocks: by pyarrow where it can be sure, else by Python's csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ...messages.text import Text
from .csv_blocks import Block, blocks
from .encodings import find_encoding, utf8_pieces
from .errors import BooksRefused
from .mapping import ColumnMapping, header_text, places
from .rows import RawRows, Reading, numbered
from .values import is_blank

_BEGINNING = 1 << 18
_PREAMBLE = 50
"""Lines of a bank's heading among which the columns' headers are looked for."""


@attrs.frozen
class CsvSource:
    """A CSV file.

    Attributes:
        path: The file.
        encoding: Its encoding; None to find it.
        delimiter: The mark between two cells.
    """

    path: Path
    encoding: str | None = None
    delimiter: str = ","

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def read(
        self, mapping: ColumnMapping, reading: Reading, *, personal: bool
    ) -> Iterator[RawRows]:
        """Yield the rows; as :meth:`.rows.Source.read`."""
        reading.encoding = find_encoding(self.path, self.encoding)
        wanted = mapping.wanted(personal=personal)
        layout: Layout | None = None
        for block in blocks(utf8_pieces(self.path, reading.encoding), self.name):
            if layout is None:
                layout, block = self._headed(block, wanted)
            if block.text:
                yield layout.rows(block)
        if layout is None:
            places(self.name, wanted, [])

    def _headed(self, block: Block, wanted: Mapping[str, str]) -> tuple[Layout, Block]:
        """Return the columns as the header has them, and the block behind the header."""
        beginning = block.text[:_BEGINNING]
        if len(beginning) == _BEGINNING:  # whole characters only
            beginning = beginning[: beginning.rfind(b"\n") + 1]
        lines = io.StringIO(beginning.decode(), newline="")
        reader = csv.reader(iter(lines.readline, ""), delimiter=self.delimiter)
        headers: list[str] = []
        for row in reader:
            names = {header_text(cell) for cell in row}
            found = names >= set(wanted.values())
            if found or (not headers and any(names)):
                headers = row
            if found or reader.line_num >= _PREAMBLE:
                break
        layout = Layout(self.name, self.delimiter, places(self.name, wanted, headers), len(headers))
        read = len(beginning) - len(lines.read().encode())
        return layout, Block(block.text[read:], block.line + reader.line_num)


@attrs.frozen
class Layout:
    """The columns of a file, by which its blocks are read.

    Attributes:
        source: The file's name.
        delimiter: The mark between two cells.
        places: The place of each field.
        width: The number of columns.
    """

    source: str
    delimiter: str
    places: Mapping[str, int]
    width: int

    def rows(self, block: Block) -> RawRows:
        """Return a block's rows.

        Raises:
            BooksRefused: A row has another number of cells than the header.
        """
        return self._quickly(block) or self._strictly(block)

    def _quickly(self, block: Block) -> RawRows | None:
        if not block.has_common_ends:
            return None
        names = [str(place) for place in range(self.width)]
        quoted = b'"' in block.text
        try:
            table = arrow_csv.read_csv(
                io.BytesIO(block.text),
                arrow_csv.ReadOptions(
                    column_names=names, block_size=len(block.text), use_threads=False
                ),
                arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=quoted),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    include_columns=[str(place) for place in self.places.values()],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            return None
        # Blank lines are left out, and quoted cells may go on over several lines.
        if table.num_rows != block.lines:
            return None
        lines = numbered(block.line, table.num_rows)
        cells = _Lines(block, self.delimiter).__getitem__
        return RawRows(
            {
                field: pa.concat_arrays(table.column(str(place)).chunks)
                for field, place in self.places.items()
            },
            lines,
            cells,
        )

    def _strictly(self, block: Block) -> RawRows:
        text = io.StringIO(block.text.decode(), newline="")
        reader = csv.reader(text, delimiter=self.delimiter)
        rows: list[Sequence[str]] = []
        lines: list[int] = []
        begin = block.line
        try:
            for row in reader:
                rows.append(self._fitted(row, begin))
                lines.append(begin)
                begin = block.line + reader.line_num
        except csv.Error:
            raise BooksRefused(Text("books.not_csv", source=self.source, row=begin)) from None
        return RawRows(
            {
                field: pa.array([row[place] for row in rows], pa.string())
                for field, place in self.places.items()
            },
            pa.array(lines, pa.int64()),
            rows.__getitem__,
        )

    def _fitted(self, row: list[str], line: int) -> list[str]:
        """Return a row of the header's width; cells may be left out at the end of a summary."""
        lacking = self.width - len(row)
        whole = [*row, *[""] * lacking]
        order_id = whole[self.places["order_id"]]
        if (lacking > 0 and len(order_id) > 0 and order_id.isascii()) or any(
            not is_blank(cell) for cell in row[self.width :]
        ):
            raise BooksRefused(
                Text(
                    "books.ragged",
                    source=self.source,
                    row=line,
                    cells=len(row),
                    columns=self.width,
                )
            )
        return whole


@attrs.define
class _Lines:
    """The rows of a block whose rows are its lines."""

    block: Block
    delimiter: str
    lines: list[bytes] | None = None

    def __getitem__(self, place: int) -> list[str]:
        if self.lines is None:
            self.lines = self.block.text.split(b"\n")
        return next(csv.reader([self.lines[place].decode()], delimiter=self.delimiter))
