"""Texts of a CSV file as a spreadsheet shows them unchanged, and back.

A spreadsheet makes a number of an id, and a formula of a text that begins like one. So in a file

- ``="0157…"`` is the text ``0157…``: how ids are written, and texts that look like a number or a
  date. Excel and WPS show the text itself, with its zeros, and find it in a lookup; LibreOffice
  and programs show the form as it is.
- ``'…`` is the text after the quote: one that begins like a formula or with white space, a control
  character or a quote itself. It is shown with the quote.

Everything else stands as it is. No text that somebody typed becomes a formula of its own: what
stands in the first form has no quote and no control character, and at most 200 bytes (a text in a
formula may have 255 characters).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import pyarrow as pa

from .kernels import Column, Scalar, Values, kernels

Quote: TypeAlias = Literal["all", "numbers", "nothing"]
"""Which texts are written as ``="…"``; ``numbers`` are those that look like one, or like a date."""

Texts: TypeAlias = "Values | Scalar"
"""A text for each, or one for all."""

BYTE_ORDER_MARK = "\ufeff"
"""At the beginning of a file: without it Excel takes UTF-8 for GB18030."""

_MOST_BYTES = 200
_UNQUOTABLE = r'["\x00-\x1f\x7f]'
_MARKS = "eE年月日时分秒 .,:/%¥￥()+-"
_LIKE_NUMBER = f"^[0-9{_MARKS}]*[0-9][0-9{_MARKS}]*$"
_RISKY = r"^['=+@＝＋－＠\s\x00-\x20\x7f\x{a0}\x{3000}\x{feff}-]"


def guards(texts: Values, quote: Quote) -> tuple[Texts, Texts]:
    """Return what stands before and after each text, so that a spreadsheet leaves it alone."""
    if quote == "nothing":
        return _apostrophes(texts), pa.scalar("")
    is_quoted = _is_quoted(texts, quote)
    if kernels.all(is_quoted).as_py():  # as most ids are
        return pa.scalar('="'), pa.scalar('"')
    before = kernels.if_else(is_quoted, '="', _apostrophes(texts))
    return before, kernels.if_else(is_quoted, '"', "")


def quoted(texts: Values, quote: Quote) -> Values:
    """Return texts as cells: guarded, in quotes, and with the quotes in them doubled."""
    before, after = guards(texts, quote)
    pieces = [_doubled(each) for each in (before, texts, after)]
    cells: Values = kernels.binary_join_element_wise('"', *pieces, '"', "")
    return cells


def _doubled(text: Texts) -> Texts:
    doubled: Texts = kernels.replace_substring(text, '"', '""')
    return doubled


def _apostrophes(texts: Values) -> Values:
    is_risky = kernels.match_substring_regex(texts, _RISKY)
    apostrophes: Values = kernels.if_else(is_risky, "'", "")
    return apostrophes


def _is_quoted(texts: Values, quote: Quote) -> Values:
    length = kernels.binary_length(texts)
    fits: Values = kernels.and_(kernels.greater(length, 0), kernels.less_equal(length, _MOST_BYTES))
    if quote == "numbers":
        fitting: Values = kernels.match_substring_regex(texts, _LIKE_NUMBER)
    elif kernels.all(kernels.ascii_is_alnum(texts)).as_py():  # ten times faster than the other
        return fits
    else:
        fitting = kernels.invert(kernels.match_substring_regex(texts, _UNQUOTABLE))
    quoted: Values = kernels.and_(fits, fitting)
    return quoted


def unguard(texts: Column) -> Column:
    """Return texts without what :func:`guards` has around them."""
    is_quoted = kernels.starts_with(texts, '="')
    is_guarded = kernels.starts_with(texts, "'")
    if not kernels.any(kernels.or_(is_quoted, is_guarded)).as_py():
        return texts
    inner = kernels.utf8_slice_codeunits(texts, 2, -1)
    rest = kernels.utf8_slice_codeunits(texts, 1)
    plain: Column = kernels.if_else(is_quoted, inner, kernels.if_else(is_guarded, rest, texts))
    return plain
