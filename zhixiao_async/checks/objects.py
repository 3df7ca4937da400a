"""Objects that a caller gives as themselves or as mappings of their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import attrs

from ..errors import InvalidRequest, attach_ids
from ..messages.text import Text
from .check import refusal, shape
from .names import near

ObjectT = TypeVar("ObjectT")


def made(kind: type[ObjectT], given: Mapping[str, object]) -> ObjectT:
    """Make an object of its fields.

    Raises:
        InvalidRequest: Names a field that is missing, unknown or breaks its rule.
    """
    fields: dict[str, attrs.Attribute[Any]] = attrs.fields_dict(kind)  # type: ignore[arg-type]
    for name in given:
        if name not in fields:
            raise attach_ids(refusal(kind, str(name), _unknown(kind, str(name), fields)), given)
    for name, field in fields.items():
        if field.default is attrs.NOTHING and name not in given:
            raise attach_ids(refusal(kind, name, Text("rule.missing")), given)
    return kind(**given)


def made_if_mapping(kind: type[ObjectT], value: Any) -> Any:
    """Return the object that a mapping stands for.

    Anything else is returned as it is, for a check to refuse: a mapping that breaks a rule, too,
    since only the check knows which request it is for.
    """
    if isinstance(value, Mapping):
        with suppress(InvalidRequest):
            return made(kind, value)
    return value


def object_of(kind: type[Any]) -> Any:
    """Return an attrs validator for an object of a class, where a mapping didn't become one."""

    def check(instance: Any, attribute: attrs.Attribute[Any], value: object) -> None:
        if not (value is None and attribute.default is None):
            _require(kind, instance, attribute.name, value)

    return check


def objects_of(kind: type[Any]) -> Any:
    """Return an attrs validator for a sequence of objects of a class that isn't empty."""

    def check(instance: Any, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value:
            rule = Text("rule.not_sequence", name=kind.__name__)
            raise refusal(instance, attribute.name, rule, given=shape(value))
        for place, item in enumerate(value):
            _require(kind, instance, f"{attribute.name}[{place}]", item)

    return check


def _require(kind: type[Any], instance: Any, place: str, value: object) -> None:
    if isinstance(value, kind):
        return
    if not isinstance(value, Mapping):
        rule = Text("rule.not_object_of", name=kind.__name__)
        raise refusal(instance, place, rule, given=shape(value))
    try:
        made(kind, value)
    except InvalidRequest as error:
        inner = f"{place}.{error.field}"
        raise refusal(instance, inner, error.rule, given=error.given or ...) from None


def _unknown(kind: type[Any], name: str, known: Mapping[str, object]) -> Text:
    if meant := near(name, known):
        return Text("rule.unknown_name_near", name=kind.__name__, near=meant)
    return Text("rule.unknown_name", name=kind.__name__, known=", ".join(known))
