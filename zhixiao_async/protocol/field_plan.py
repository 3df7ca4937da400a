"""How a class is read, field by field: planned once, from its attrs fields."""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs
import cattrs

from ..endpoints.metadata import count_of, is_local, other_name
from ..fields import IDENTIFYING, Unreadable
from ..messages.text import Text
from .text import BROKEN

_CUT = Text("rule.cut_character")

Hook: TypeAlias = Callable[[Any, Any], Any]
"""A reader of cattrs': takes a value and the type to make of it."""


@attrs.frozen(kw_only=True)
class FieldPlan:
    """How one field of a class is read.

    Attributes:
        name: As the document spells it.
        other_name: A second name under which the gateway may send it.
        count: The field whose 0 says that this one, a list, is empty.
        required: Whether the object can't be made without it.
        hint: Its type, without None.
        hook: The converter's reader of that type.
    """

    name: str
    other_name: str | None
    count: str | None
    required: bool
    hint: Any
    hook: Hook

    def find(self, value: dict[str, Any]) -> Any:
        """Return what an object has for the field; None if that is nothing."""
        given = value.get(self.name)
        if self.other_name and (given is None or given == ""):
            given = value.get(self.other_name)
        if given is not None and given != "":
            return given
        return [] if self.count and value.get(self.count) in (0, "0") else None

    def read(self, given: Any) -> Any:
        """Make the field's value.

        Raises:
            Unreadable: Not of its type, or half of a number that identifies something.
        """
        value = self.hook(given, self.hint)
        if self.name in IDENTIFYING and BROKEN in value:
            raise Unreadable(_CUT)
        return value


def fields_of(cls: type[Any], converter: cattrs.BaseConverter) -> list[FieldPlan]:
    """Plan the reading of every field that a class has on the wire."""
    hints = get_type_hints(cls)
    return [
        FieldPlan(
            name=field.name,
            other_name=other_name(field),
            count=count_of(field),
            required=field.default is attrs.NOTHING,
            hint=(hint := _not_none(hints[field.name])),
            hook=converter.get_structure_hook(hint),
        )
        for field in attrs.fields(cls)
        if not is_local(field)
    ]


def _not_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        rest = [kind for kind in get_args(hint) if kind is not type(None)]
        if len(rest) == 1:
            return rest[0]
    return hint
