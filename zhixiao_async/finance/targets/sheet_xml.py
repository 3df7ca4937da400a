"""A day's rows as a sheet's XML, made of whole columns: thirty times faster than cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs
import pyarrow as pa

from .exact_values import FIRST_MOMENT
from .kernels import Column, Values, kernels
from .row_texts import row_texts
from .wall_clock import NAIVE

_ROWS = 8192
"""Rows that are put into text at once, a dozen megabytes."""
_EPOCH = 25_569
"""1970-01-01 as a spreadsheet counts days."""
_DAY = 24 * 60 * 60 * 1000.0
_MOST_DIGITS = 15
"""A spreadsheet keeps no more of a number, so a longer one is a text."""
_LITERAL_ESCAPE = "(_x[0-9A-Fa-f]{4}_)"
_CONTROLS = r"[\x00-\x08\x0b-\x1f]"
_NOT_IN_XML = r"[\x{fffe}\x{ffff}]"


@attrs.frozen
class CellModel:
    """What the cells of a column have in common.

    Attributes:
        letters: Of the column.
        style: The number of its format in the workbook.
    """

    letters: str
    style: str

    @property
    def empty(self) -> str:
        """An empty cell, from behind the number of its row."""
        return f'" s="{self.style}"/>'

    @property
    def begin(self) -> str:
        """A cell that isn't empty, from behind the number of its row."""
        return f'" s="{self.style}"'


def rows_xml(shown: pa.Table, models: Sequence[CellModel]) -> Iterator[pa.Buffer]:
    """Yield the XML of rows, of some at a time; the first is the sheet's second.

    Args:
        shown: Texts, numbers, amounts in yuan, days, and times as wall clock.
        models: One for each column.
    """
    for start in range(0, shown.num_rows, _ROWS):
        piece = shown.slice(start, _ROWS)
        second = start + 2
        numbers = pa.array(range(second, second + piece.num_rows)).cast(pa.string())
        # A row's number stands in its tag and in each of its cells: it comes between all parts.
        begins = ('<row r="', f'"><c r="{models[0].letters}')
        parts: list[Values] = [pa.repeat(pa.scalar(text), len(numbers)) for text in begins]
        ends = [f'<c r="{model.letters}' for model in models[1:]]
        for column, model, end in zip(piece.columns, models, [*ends, "</row>"], strict=True):
            parts.append(_joined(_cells(column, model), end))
        yield row_texts(parts, between=numbers, end="")


def _cells(column: Column, model: CellModel) -> Values:
    values = column.combine_chunks()
    if values.type == pa.string():
        encoded = values.dictionary_encode()  # each text once, since most columns repeat theirs
        cells = _text_cells(encoded.dictionary, model).take(encoded.indices)
    elif values.type == NAIVE:
        cells = _number_cells(_serials(values), model)
    elif values.type == pa.date32():
        days = kernels.add(values.cast(pa.int32()).cast(pa.int64()), _EPOCH)
        cells = _number_cells(days.cast(pa.string()), model)
    else:
        cells = _amount_cells(values.cast(pa.string()), model)
    filled: Values = kernels.fill_null(cells, model.empty)
    return filled


def _serials(times: Values) -> Values:
    """Return times as numbers of days, in seconds; null before the calendar of spreadsheets."""
    early = kernels.less(times, pa.scalar(FIRST_MOMENT, NAIVE))
    seconds = kernels.floor_temporal(kernels.if_else(early, None, times), unit="second")
    days = kernels.add(kernels.divide(seconds.cast(pa.int64()).cast(pa.float64()), _DAY), _EPOCH)
    texts: Values = days.cast(pa.string())
    return texts


def _number_cells(numbers: Values, model: CellModel) -> Values:
    return _joined(f"{model.begin}><v>", numbers, "</v></c>")


def _amount_cells(numbers: Values, model: CellModel) -> Values:
    digits = kernels.utf8_length(kernels.replace_substring_regex(numbers, "[-.]", ""))
    is_exact = kernels.less_equal(digits, _MOST_DIGITS)
    cells = _number_cells(numbers, model)
    if kernels.all(is_exact).as_py() is not False:  # as amounts are
        return cells
    exact: Values = kernels.if_else(is_exact, cells, _text_cells(numbers, model))
    return exact


def _text_cells(texts: Values, model: CellModel) -> Values:
    has_edge = kernels.match_substring_regex(texts, r"^\s|\s$")
    space = kernels.if_else(has_edge, ' xml:space="preserve"', "")
    begin = f'{model.begin} t="inlineStr"><is><t'
    return _joined(begin, space, ">", _escaped(texts), "</t></is></c>")


def _escaped(texts: Values) -> Values:
    """Return texts as XML has them, and characters that it can't have as Excel writes them."""
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = kernels.replace_substring(texts, plain, escaped)
    texts = kernels.replace_substring_regex(texts, _LITERAL_ESCAPE, r"_x005F\1")
    texts = kernels.replace_substring_regex(texts, _NOT_IN_XML, "\ufffd")
    if kernels.any(kernels.match_substring_regex(texts, _CONTROLS)).as_py():
        rid = [_controls_escaped(str(text)) for text in texts.to_pylist()]
        texts = pa.array(rid, pa.string())
    return texts


def _controls_escaped(text: str) -> str:
    return re.sub(_CONTROLS, lambda match: f"_x{ord(match[0]):04X}_", text)


def _joined(*parts: Values | str) -> Values:
    joined: Values = kernels.binary_join_element_wise(*parts, "")
    return joined
