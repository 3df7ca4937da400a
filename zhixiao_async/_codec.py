"""Between JSON and the attrs classes: one cattrs converter for every class of the document.

Reading is tolerant where FACTS allow it: a result's optional field that is null, empty,
missing or malformed becomes its default, and a malformed one leaves its text in
``unreadable``. A required field that can't be read raises :class:`Unreadable` with its name
and, in a list, its row. Requests (read by the sandbox) are read strictly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs
import cattrs

from ._checks import count_of, is_local, other_name, written_as_number
from ._rows import read_page
from ._text import BROKEN, Buffer, decoded, escapes_mended, is_text
from .endpoints import OrderListResult
from .fields import (
    IDENTIFYING,
    FormData,
    JsonValue,
    NumberText,
    NumericId,
    OpenEnum,
    Unreadable,
    read_int,
    read_text,
    read_time,
    write_time,
)
from .registry import Result, Texts


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_READABLE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
# Not strict: a tab or a line break may stand raw in a remark.
_DECODER = json.JSONDecoder(parse_float=NumberText, parse_constant=_no_constant, strict=False)
_PLAIN_DECODER = json.JSONDecoder(parse_constant=_no_constant, strict=False)

_LONGEST_EMPTY = 32
"""Bytes, white space and all."""
_EMPTY = re.compile(r'(""|\[\s*\]|\{\s*\}|null)?')

Hook: TypeAlias = Callable[[Any, Any], Any]


def parse_json(content: Buffer) -> JsonValue:
    """Parse JSON, each broken character as U+FFFD.

    Raises:
        Unreadable: It isn't JSON in UTF-8; NaN isn't any either.
    """
    return _parse(content, _DECODER)


def _parse(content: Buffer, decoder: json.JSONDecoder) -> JsonValue:
    try:
        value: JsonValue = decoder.decode(escapes_mended(decoded(content)))
    except (ValueError, RecursionError):
        raise Unreadable("must be JSON in UTF-8") from None
    return value


def to_json(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Compact ASCII JSON with slashes escaped, byte for byte as PHP writes it.

    Raises:
        TypeError: A value has no JSON form.
        ValueError: NaN, infinity, or a structure that contains itself.
    """
    return _ENCODER.encode(value).replace("/", "\\/").encode("ascii")


def is_json(value: Any) -> bool:
    """Whether :func:`to_json` can write it."""
    try:
        _ENCODER.encode(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def read(kind: Any, value: JsonValue) -> Any:
    """Make an object of ``kind`` from parsed JSON.

    Raises:
        Unreadable: A required value is missing or malformed; the text names it.
    """
    return _CONVERTER.structure(value, kind)


def read_content(kind: Any, content: Buffer) -> Any:
    """Make an object of ``kind`` from a reply's decrypted content."""
    page = read_page(content) if kind is OrderListResult else None
    if page is not None:
        return page
    sentence = getattr(kind, "sentence", None)
    if sentence is None:
        return read(kind, parse_json(content))
    value = read_anything(content)
    text = value if isinstance(value, str) else decoded(content)
    return _CONVERTER.structure({sentence: text}, kind)


def read_anything(content: Buffer) -> Any:
    """For ``raw()``: plain JSON with floats as Python's, or the bare sentence as text."""
    try:
        return _parse(content, _PLAIN_DECODER)
    except Unreadable:
        if not is_text(content):
            raise
        return decoded(content)


def sentence(content: Buffer) -> str:
    """Read a refusal's sentence; one that is written as JSON is read as JSON, "" if without words.

    Section 1.3 says that ``ret_content`` is JSON, and PHP's JSON has no Chinese character in it.
    """
    if is_empty(content):
        return ""
    try:
        value = _parse(content, _PLAIN_DECODER)
        if isinstance(value, str):
            return value
        if isinstance(value, dict | list):
            worded = any(text.strip() for text in _texts(value))
            return _READABLE.encode(value) if worded else ""
    except (Unreadable, RecursionError):
        pass
    return decoded(content)


def _texts(value: Any) -> Iterator[str]:
    """Walk through the texts in a JSON value, but for the names in objects."""
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
    """Whether it holds nothing at all, in any of the ways in which PHP writes that."""
    text = str(content[:_LONGEST_EMPTY], "utf-8-sig", errors="replace")
    return len(content) < _LONGEST_EMPTY and _EMPTY.fullmatch(text.strip()) is not None


def write(instance: Any) -> Any:
    """The wire's form of a request, a result or a list of results: None isn't written."""
    return _CONVERTER.unstructure(instance)


def _resolved(cls: type[Any]) -> list[tuple[attrs.Attribute[Any], Any]]:
    hints = get_type_hints(cls)
    return [(one, _not_none(hints[one.name])) for one in attrs.fields(cls)]


def _not_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        rest = [one for one in get_args(hint) if one is not type(None)]
        if len(rest) == 1:
            return rest[0]
    return hint


def _object_reader(cls: Any, converter: cattrs.BaseConverter) -> Hook:
    tolerant = issubclass(cls, Result)
    plan = [
        (one, other_name(one), count_of(one), hint, converter.get_structure_hook(hint))
        for one, hint in _resolved(cls)
        if not is_local(one) and one.name != "unreadable"
    ]

    def read_object(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise Unreadable(f"must be an object, got {_shown(value)}")
        found: dict[str, Any] = {}
        unreadable: dict[str, str] = {}
        for one, also, count, hint, hook in plan:
            given = value.get(one.name)
            if (given is None or given == "") and also:
                given = value.get(also)
            if given is None or given == "":
                if count and value.get(count) in (0, "0"):
                    given = []
                elif one.default is attrs.NOTHING:
                    raise Unreadable(f"{one.name} is missing or empty")
                else:
                    continue
            try:
                inner = hook(given, hint)
                if one.name in IDENTIFYING and BROKEN in inner:
                    raise Unreadable("must be whole, a character of it was cut")
            except Unreadable as error:
                if not tolerant or one.default is attrs.NOTHING:
                    raise Unreadable(_placed(one.name, error, given)) from None
                unreadable[one.name] = _text_of(given)
            else:
                # What a merchant sends is his own number, however he writes it.
                plain = type(inner) is NumericId and not tolerant
                found[one.name] = str(inner) if plain else inner
        if unreadable:
            found["unreadable"] = Texts(unreadable)
        return cls(**found)

    return read_object


def _placed(name: str, error: Unreadable, given: Any) -> str:
    inner = str(error)
    if isinstance(given, list | dict):
        return f"{name}{inner}" if inner.startswith("[") else f"{name}: {inner}"
    return f"{name} {inner}, got {_shown(given)}"


def _shown(value: Any) -> str:
    text = _text_of(value)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _text_of(value: Any) -> str:
    try:
        return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        return f"a {type(value).__name__}"


def _read_form(value: Any) -> FormData:
    if isinstance(value, str):
        value = parse_json(value.encode(errors="replace"))
    if isinstance(value, dict):
        return _read_json(value)  # type: ignore[no-any-return]
    if value is None or value == []:
        return {}
    raise Unreadable("must be an object or the text of one")


def _read_json(value: Any) -> Any:
    try:
        return _plain(value)
    except RecursionError:
        raise Unreadable("is nested too deep") from None


def _plain(value: Any) -> Any:
    """Whatever JSON holds, in Python's own types."""
    if isinstance(value, NumberText):
        return float(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _list_reader(hint: Any, converter: cattrs.BaseConverter) -> Hook:
    (kind,) = get_args(hint)
    hook = converter.get_structure_hook(kind)

    def read_list(value: Any, _: Any) -> list[Any]:
        if value is None or value == {}:
            return []
        if not isinstance(value, list):
            raise Unreadable(f"must be a list, got {_shown(value)}")
        items = []
        for row, item in enumerate(value):
            try:
                items.append(hook(item, kind))
            except Unreadable as error:
                raise Unreadable(f"[{row}]: {error}") from None
        return items

    return read_list


def _object_writer(cls: type[Any]) -> Callable[[Any], dict[str, Any]]:
    plan = [
        (one.name, written_as_number(one))
        for one in attrs.fields(cls)
        if not is_local(one) and one.name != "unreadable"
    ]
    as_it_came = issubclass(cls, Result)

    def write_object(instance: Any) -> dict[str, Any]:
        return {
            name: _written(value, as_number or (as_it_came and isinstance(value, NumericId)))
            for name, as_number in plan
            if (value := getattr(instance, name)) is not None
        }

    return write_object


def _written(value: Any, as_number: bool) -> Any:
    if isinstance(value, OpenEnum):
        return int(value.value) if as_number else value.value
    if isinstance(value, NumericId):
        return int(value) if as_number else str(value)
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value) if as_number else str(int(value))
    if isinstance(value, datetime):
        return write_time(value)
    if isinstance(value, Mapping):
        return {
            name: _written(inner, as_number=not isinstance(inner, OpenEnum))
            for name, inner in value.items()
        }
    return _CONVERTER.unstructure(value)


def _read_str(value: Any, kind: Any) -> Any:
    # cattrs looks hooks up by class first, where an OpenEnum is the str that it inherits from.
    return kind(str(read_text(value))) if issubclass(kind, OpenEnum) else read_text(value)


def _is_list(kind: Any) -> bool:
    return get_origin(kind) in (list, Sequence)


def _is_form(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _is_json(kind: Any) -> bool:
    return get_origin(kind) is Union


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=False)
    converter.register_structure_hook(str, _read_str)
    converter.register_structure_hook(int, lambda value, _: read_int(value))
    converter.register_structure_hook(datetime, lambda value, _: read_time(value))
    converter.register_structure_hook_func(_is_form, lambda value, _: _read_form(value))
    converter.register_structure_hook_func(_is_json, lambda value, _: _read_json(value))
    converter.register_structure_hook_factory(attrs.has, _object_reader)
    converter.register_structure_hook_factory(_is_list, _list_reader)
    converter.register_unstructure_hook_factory(attrs.has, _object_writer)
    return converter


_CONVERTER = _make_converter()
