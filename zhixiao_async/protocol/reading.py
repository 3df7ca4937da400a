"""From JSON to the attrs classes: one cattrs converter for every class of the document.

A result is read tolerantly: its optional field that is null, empty, missing or malformed becomes
its default, and a malformed one leaves its text in ``unreadable``. A required field that can't be
read raises :class:`Unreadable` with its name. Requests (read by the sandbox) are read strictly.
A page of the listing is read by :mod:`.listing_page` or :mod:`.column_page` if it can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Union, get_args, get_origin

import attrs
import cattrs

from ..endpoints import OrderListResult
from ..fields import (
    FormData,
    JsonValue,
    NumericId,
    OpenEnum,
    Unreadable,
    read_int,
    read_text,
    read_time,
)
from ..messages.text import Text
from ..registry import Result, Texts
from .column_page import ColumnPage, column_page, read_column_page
from .field_plan import Hook, fields_of
from .json_text import as_text, parse_anything, parse_json, plain, shown
from .listing_page import read_page
from .text import Buffer, decoded

_MISSING = Text("rule.missing")


def read(kind: Any, value: JsonValue) -> Any:
    """Make an object of ``kind`` from parsed JSON.

    Raises:
        Unreadable: A required value is missing or malformed; the text names it.
    """
    return _CONVERTER.structure(value, kind)


def read_content(kind: Any, content: Buffer) -> Any:
    """Make an object of ``kind`` from a reply's decrypted content.

    Raises:
        Unreadable: Not JSON, or a required value is missing or malformed.
    """
    if kind is ColumnPage:
        return read_column_page(content) or column_page(read_content(OrderListResult, content))
    page = read_page(content) if kind is OrderListResult else None
    if page is not None:
        return page
    sentence = getattr(kind, "sentence", None)
    if sentence is None:
        return read(kind, parse_json(content))
    value = parse_anything(content)
    return read(kind, {sentence: value if isinstance(value, str) else decoded(content)})


def _object_reader(cls: Any, converter: cattrs.BaseConverter) -> Hook:
    tolerant = issubclass(cls, Result)
    fields = fields_of(cls, converter)

    def read_object(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise Unreadable(Text("rule.not_object"), given=shown(value))
        found: dict[str, Any] = {}
        unreadable: dict[str, str] = {}
        for field in fields:
            given = field.find(value)
            if given is None:
                if field.required:
                    raise Unreadable(_MISSING, place=field.name)
                continue
            try:
                inner = field.read(given)
            except Unreadable as error:
                if field.required or not tolerant:
                    scalar = "" if isinstance(given, list | dict) else shown(given)
                    raise error.within(field.name, scalar) from None
                unreadable[field.name] = as_text(given)
            else:
                # A number in a merchant's request is the merchant's own, however it is written.
                own = type(inner) is NumericId and not tolerant
                found[field.name] = str(inner) if own else inner
        if unreadable:
            found["unreadable"] = Texts(unreadable)
        return cls(**found)

    return read_object


def _list_reader(hint: Any, converter: cattrs.BaseConverter) -> Hook:
    (kind,) = get_args(hint)
    hook = converter.get_structure_hook(kind)

    def read_list(value: Any, _: Any) -> list[Any]:
        if value is None or value == {}:
            return []
        if not isinstance(value, list):
            raise Unreadable(Text("rule.not_list"), given=shown(value))
        items = []
        for row, item in enumerate(value):
            try:
                items.append(hook(item, kind))
            except Unreadable as error:
                raise error.within(f"[{row}]") from None
        return items

    return read_list


def _read_form(value: Any) -> FormData:
    if isinstance(value, str):
        value = parse_json(value.encode(errors="replace"))
    if isinstance(value, dict):
        form: FormData = plain(value)
        return form
    if value is None or value == []:
        return {}
    raise Unreadable(Text("rule.not_form"))


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
    converter.register_structure_hook_func(_is_json, lambda value, _: plain(value))
    converter.register_structure_hook_factory(attrs.has, _object_reader)
    converter.register_structure_hook_factory(_is_list, _list_reader)
    return converter


_CONVERTER = _make_converter()
