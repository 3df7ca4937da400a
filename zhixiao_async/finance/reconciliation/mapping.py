"""Which column of the books is what, in which unit and in whose words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import attrs

from ...checks import choice
from ...errors import InvalidRequest
from ...messages.text import Text
from .errors import BooksRefused
from .values import Unit, plain
from .words import KIND_CODES, Kind, Words, channel_words, kind_words

REQUIRED = ("order_id", "amount")
OPTIONAL = ("time", "kind", "channel", "out_trade_no", "app_id")
PERSONAL = ("user_no", "user_name", "remark")
"""Columns that are read only when personal data is asked for."""

FIELDS = (*REQUIRED, *OPTIONAL, *PERSONAL)


@attrs.frozen
class ColumnMapping:
    """The meaning of the books' columns.

    Attributes:
        columns: The header of each field that the books have.
        unit: The amounts' unit.
        kinds: The words for kinds.
        channels: The words for channels.
        only: The one kind that the books hold; None for books of both.
        amounts_may_lack: Let a blank amount through, as the inbox has where none was confirmed.
    """

    columns: Mapping[str, str]
    unit: Unit
    kinds: Words
    channels: Words
    only: Kind | None
    amounts_may_lack: bool = False

    @property
    def held(self) -> frozenset[str]:
        """The listing's codes of the kinds that the books hold."""
        return frozenset([KIND_CODES[self.only]] if self.only else KIND_CODES.values())

    def wanted(self, *, personal: bool) -> Mapping[str, str]:
        """Return the columns that a run reads."""
        return {
            field: header
            for field, header in self.columns.items()
            if personal or field not in PERSONAL
        }


def column_mapping(
    columns: Mapping[str, str],
    unit: Unit,
    *,
    kinds: Mapping[str, str] | None = None,
    channels: Mapping[str, str] | None = None,
    only: Kind | None = None,
) -> ColumnMapping:
    """Check what a caller says of the columns.

    Raises:
        InvalidRequest: A field that isn't known, one that is missing, or another unit.
    """
    if not isinstance(columns, Mapping) or not set(columns) <= {*FIELDS}:
        raise InvalidRequest("mapping", Text("rule.not_column_mapping", fields=", ".join(FIELDS)))
    if lacking := [field for field in REQUIRED if field not in columns]:
        raise InvalidRequest("mapping", Text("rule.lacks_columns", fields=", ".join(lacking)))
    choice(get_args(Unit)).require("unit", unit)
    choice([None, *KIND_CODES]).require("only", only)
    clean = {field: str(header).strip() for field, header in columns.items()}
    return ColumnMapping(clean, unit, kind_words(kinds), channel_words(channels), only)


def places(source: str, wanted: Mapping[str, str], found: Sequence[object]) -> dict[str, int]:
    """Return the place of each field among the headers that were found.

    Args:
        source: The file's name, or what the books are.
        wanted: The header of each field.
        found: The books' headers in order.

    Raises:
        BooksRefused: A header is missing, or there twice; the error names those that were found.
    """
    headers = [header_text(header) for header in found]
    for header in wanted.values():
        if headers.count(header) != 1:
            key = "books.twice" if header in headers else "books.no_column"
            names = ", ".join(filter(None, headers)) or "-"
            raise BooksRefused(Text(key, source=source, column=header, found=names))
    return {field: headers.index(header) for field, header in wanted.items()}


def header_text(header: object) -> str:
    """Return a header as it is compared: without blanks and a spreadsheet's marks."""
    return "" if header is None else plain(str(header).removeprefix("\ufeff"))
