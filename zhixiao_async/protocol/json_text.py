"""JSON as the gateway sends it: PHP's, with broken characters and odd numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..fields import JsonValue, NumberText, Unreadable
from ..messages.text import Text
from .text import Buffer, decoded, escapes_mended, is_text


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_READABLE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
# Not strict: a tab or a line break may stand raw in a remark.
_DECODER = json.JSONDecoder(parse_float=NumberText, parse_constant=_no_constant, strict=False)
_PLAIN_DECODER = json.JSONDecoder(parse_constant=_no_constant, strict=False)

_LONGEST_EMPTY = 32
"""Bytes, white space included."""
_EMPTY = re.compile(r'(""|\[\s*\]|\{\s*\}|null)?')
_LONGEST_SHOWN = 200


def parse_json(content: Buffer) -> JsonValue:
    """Parse JSON, each broken character as U+FFFD, each fraction as a :class:`NumberText`.

    Raises:
        Unreadable: Not JSON in UTF-8; NaN isn't JSON either.
    """
    return _parse(content, _DECODER)


def parse_anything(content: Buffer) -> Any:
    """Parse JSON with fractions as floats, or return a bare sentence as text; for ``raw()``.

    Raises:
        Unreadable: Neither.
    """
    try:
        return _parse(content, _PLAIN_DECODER)
    except Unreadable:
        if not is_text(content):
            raise
        return decoded(content)


def _parse(content: Buffer, decoder: json.JSONDecoder) -> JsonValue:
    try:
        value: JsonValue = decoder.decode(escapes_mended(decoded(content)))
    except (ValueError, RecursionError):
        raise Unreadable(Text("rule.not_json")) from None
    return value


def sentence(content: Buffer) -> str:
    """Return a refusal's sentence, decoded if it is written as JSON; "" if it has no words.

    Section 1.3 says that ``ret_content`` is JSON, and PHP's JSON has no Chinese character in it.
    """
    if is_empty(content):
        return ""
    try:
        value = _parse(content, _PLAIN_DECODER)
    except Unreadable:
        return decoded(content)
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        return _READABLE.encode(value) if any(map(str.strip, _texts(value))) else ""
    return decoded(content)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value but the names in objects."""
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value


def is_empty(content: Buffer) -> bool:
    """Return whether a content holds nothing, in any of the ways in which PHP writes that."""
    text = str(content[:_LONGEST_EMPTY], "utf-8-sig", errors="replace")
    return len(content) < _LONGEST_EMPTY and _EMPTY.fullmatch(text.strip()) is not None


def plain(value: JsonValue) -> Any:
    """Return a parsed value in Python's own types: a :class:`NumberText` becomes a float.

    Raises:
        Unreadable: Nested too deep.
    """
    try:
        return _plain(value)
    except RecursionError:
        raise Unreadable(Text("rule.nested_too_deep")) from None


def _plain(value: Any) -> Any:
    if isinstance(value, NumberText):
        return float(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def as_text(value: JsonValue) -> str:
    """Return text as it is, and any other value as JSON, or as its type if that can't be."""
    try:
        return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        return f"a {type(value).__name__}"


def shown(value: JsonValue) -> str:
    """Return a value as an error shows it: 200 characters at most."""
    text = as_text(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."
