"""Schemas for pydantic, by which FastAPI returns results and describes them in OpenAPI.

Imported only when pydantic asks a class for its schema.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from pydantic_core import core_schema

from .fields import OpenEnum, beijing
from .fields.plain import UNREADABLE, fields_of, names_of, plain

_DESCRIBED = re.compile(r"^    (\w+): (.+(?:\n     +\S.*)*)", re.MULTILINE)
"""An entry under ``Attributes:``, with the lines that go on with it."""

_ROLE = re.compile(r":\w+:(?=`)")
"""Sphinx's mark before a name, which Markdown shows as it stands."""

_SCALARS: dict[Any, Callable[[], core_schema.CoreSchema]] = {
    str: core_schema.str_schema,
    int: core_schema.int_schema,
    bool: core_schema.bool_schema,
    datetime: core_schema.datetime_schema,
}


def core_schema_of(cls: type[Any], handler: Any) -> core_schema.CoreSchema:
    """Return a schema that takes an object as it is, and writes it as ``to_dict`` does.

    An object inside is left to the schema of its own class, so that OpenAPI names it.
    """
    hints = get_type_hints(cls)
    shape = core_schema.typed_dict_schema(
        {
            name: core_schema.typed_dict_field(
                _schema_of(hints[name], handler), required=name != UNREADABLE
            )
            for name in names_of(cls)
        }
    )
    return core_schema.is_instance_schema(
        cls,
        ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda made: {name: _outside(value) for name, value in fields_of(made).items()},
            return_schema=shape,
        ),
    )


def json_schema_of(cls: type[Any], schema: Any, handler: Any) -> Any:
    """Return the JSON schema of what is written, with the texts of the docstrings."""
    found = handler(schema["serialization"]["return_schema"])
    docstrings = [inspect.cleandoc(one.__doc__ or "") for one in cls.__mro__[:-1]]
    summary = docstrings[0].partition("\n\n")[0]
    found |= {"title": cls.__name__, "description": _ROLE.sub("", summary)}
    for name, text in _DESCRIBED.findall("\n".join(reversed(docstrings))):
        if field := found["properties"].get(name):
            field["description"] = _ROLE.sub("", " ".join(text.split()))
    return found


def _outside(value: Any) -> Any:
    """Return a value as JSON has it, but for times and objects, which have schemas of their own."""
    if isinstance(value, datetime):
        return beijing(value)
    return value if isinstance(value, list) or attrs.has(type(value)) else plain(value)


def _schema_of(hint: Any, handler: Any) -> core_schema.CoreSchema:
    """Return the schema of a field as it is written."""
    kind, inner = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        rest = [one for one in inner if one is not type(None)]
        if len(rest) > 1:  # any value of JSON
            return core_schema.any_schema()
        return core_schema.nullable_schema(_schema_of(rest[0], handler))
    if kind is list:
        return core_schema.list_schema(_schema_of(inner[0], handler))
    if kind in (dict, Mapping):
        return core_schema.dict_schema(*(_schema_of(one, handler) for one in inner))
    if issubclass(hint, Enum):
        return _names_of(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]()
    schema: core_schema.CoreSchema = handler.generate_schema(hint)
    return schema


def _names_of(kind: type[Enum]) -> core_schema.CoreSchema:
    names = core_schema.literal_schema([member.name for member in kind])
    if not issubclass(kind, OpenEnum):
        return names
    return core_schema.union_schema([names, core_schema.str_schema(pattern="^UNKNOWN_")])
