"""The rules a request's fields keep, as attrs validators and converters.

Each raises :class:`InvalidRequest` naming the field, the rule and what was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from ._numbers import LONGEST_ID, id_fault, is_whole
from ._urls import web_fault
from .errors import InvalidRequest, about
from .fields import NumericId, OpenEnum, beijing

Check: TypeAlias = Callable[[Any, "attrs.Attribute[Any]", Any], None]

AS_NUMBER: Mapping[str, Any] = {"as_number": True}
"""Field metadata: written as a JSON number, where the document's default is a string."""


def also_read(name: str) -> Mapping[str, Any]:
    """Field metadata: a second name under which the gateway may send the field."""
    return {"also": name}


def other_name(attribute: attrs.Attribute[Any]) -> str | None:
    """The second name given by :func:`also_read`, if any."""
    name = attribute.metadata.get("also")
    return name if isinstance(name, str) else None


def empty_if_zero(name: str) -> Mapping[str, Any]:
    """Field metadata: a list that may be null or missing while the count called ``name`` is 0."""
    return {"empty_if_zero": name}


def count_of(attribute: attrs.Attribute[Any]) -> str | None:
    """The count given by :func:`empty_if_zero`, if any."""
    name = attribute.metadata.get("empty_if_zero")
    return name if isinstance(name, str) else None


LOCAL: Mapping[str, Any] = {"local": True}
"""Field metadata: made here, never read from the wire."""


def is_local(attribute: attrs.Attribute[Any]) -> bool:
    """Whether the field is made here and never read from the wire."""
    return bool(attribute.metadata.get("local"))


def written_as_number(attribute: attrs.Attribute[Any]) -> bool:
    """Whether the document wants a JSON number here."""
    return bool(attribute.metadata.get("as_number"))


def none_if_empty(value: str | None) -> str | None:
    """Leave out an optional text that is empty, as the document's own request lists one (1.3)."""
    return None if value == "" else value


def identifier(*, max_bytes: int | None = LONGEST_ID) -> Check:
    """A number that stands for an order, a refund or a person; see :func:`_numbers.id_fault`."""

    def check(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        rule = _CAME_AS_A_NUMBER if isinstance(value, NumericId) else id_fault(value, max_bytes)
        if rule:
            raise refusal(instance, attribute.name, rule, given=value)

    return check


_CAME_AS_A_NUMBER = (
    "must be spelled out: this one came as a JSON number, which has no zeros at its beginning; use "
    "a number from your own books, or str() of this one if you know that it lacks none"
)


def text(*, max_bytes: int | None = None) -> Check:
    """Text that isn't empty, limited in bytes of UTF-8 (a Chinese character is three)."""

    def check(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, str) or not value:
            raise refusal(instance, attribute.name, "must be text that isn't empty", given=value)
        try:
            size = len(value.encode())
        except UnicodeEncodeError:
            raise refusal(
                instance, attribute.name, "must be valid Unicode text", given=value
            ) from None
        if max_bytes is not None and size > max_bytes:
            raise refusal(
                instance,
                attribute.name,
                f"must be at most {max_bytes} bytes in UTF-8 (this is {size})",
                given=value,
            )

    return check


def web_address(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    """Text that is an absolute http(s) URL."""
    text()(instance, attribute, value)
    if value is not None and (rule := web_fault(value)):
        raise refusal(instance, attribute.name, rule, given=value)


def whole(*, minimum: int = 1, maximum: int = 10**15, unit: str = "") -> Check:
    """A whole number in a range: no float, no bool, no text."""
    noun = f"a whole number of {unit}" if unit else "a whole number"

    def check(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        if not is_whole(value):
            hint = _fen_hint(value) if unit == "fen" else ""
            raise refusal(instance, attribute.name, f"must be {noun} (an int{hint})", given=value)
        if not minimum <= value <= maximum:
            rule = f"must be {noun}, at least {minimum} and at most {maximum}"
            raise refusal(instance, attribute.name, rule, given=value)

    return check


def _fen_hint(value: object) -> str:
    """What turns this very value into fen: the wrong advice charges a hundredfold."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return f'; int("{value}") if it is fen, as the document writes it'
    written = _written(value)
    if whole := _WHOLE.fullmatch(written):
        return f'; {int(whole[1])} if it is fen, fen("{int(whole[1])}") if it is yuan'
    amount = written if _DECIMAL.fullmatch(written) else "198.00"
    return f'; fen("{amount}") turns yuan into fen'


def _written(value: object) -> str:
    """The amount as text, or nothing if it is none."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS:
        return f"{value:f}"  # 1.98E+4 is 19800
    is_amount = isinstance(value, str | float) or hasattr(value, "__index__")
    return str(value) if is_amount and not isinstance(value, bool) else ""


_MOST_DIGITS = 15
_WHOLE = re.compile(r"\s*\+?(\d{1,16})(?:\.0)?\s*")  # of any script, as a column or a form has it
_DECIMAL = re.compile(r"[0-9]{1,15}\.[0-9]{1,2}")


def member(kind: type[OpenEnum]) -> Check:
    """A documented member of an enum."""
    names = ", ".join(f"{kind.__name__}.{one.name} ({one.value})" for one in kind)

    def check(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, kind) or not value.known:
            raise refusal(instance, attribute.name, f"must be one of {names}", given=value)

    return check


def instance_of(kind: type[Any]) -> Check:
    """An object of one of this library's classes."""

    def check(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, kind):
            raise refusal(instance, attribute.name, f"must be a {kind.__name__}", given=value)

    return check


def moment(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    """A datetime; a naive one means Beijing time."""
    if not isinstance(value, datetime):
        raise refusal(instance, attribute.name, "must be a datetime", given=value)
    try:
        beijing(value)
    except InvalidRequest as error:
        raise refusal(instance, attribute.name, error.rule, given=str(value)) from None


def mapping(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    """A mapping with text keys that isn't empty."""
    if value is None and attribute.default is None:
        return
    if not isinstance(value, Mapping) or not value or not all(isinstance(k, str) for k in value):
        raise refusal(
            instance,
            attribute.name,
            "must map field names to values, and not be empty",
            given=value,
        )


def each(kind: type[Any]) -> Check:
    """A sequence of objects of one of this library's classes, not empty."""

    def check(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        sequence = isinstance(value, Sequence) and not isinstance(value, str | bytes)
        if not sequence or not value or not all(isinstance(one, kind) for one in value):
            rule = f"must be a sequence of {kind.__name__}, and not be empty"
            raise refusal(instance, attribute.name, rule, given=value)

    return check


def one_of(request: Any, *names: str) -> None:
    """At least one of these fields is given."""
    if all(getattr(request, name) is None for name in names):
        raise refusal(request, " or ".join(names), "must be given: they can't all be empty")


def needs(request: Any, name: str, other: str, why: str) -> None:
    """If ``name`` is given, ``other`` is."""
    if getattr(request, name) is not None and getattr(request, other) is None:
        raise refusal(request, other, f"must be given with {name}: {why}")


def refusal(instance: Any, field: str, rule: str, *, given: object = ...) -> InvalidRequest:
    """The error for a broken rule, with the path and the numbers where there are any."""
    endpoint = getattr(instance, "endpoint", None)
    error = InvalidRequest(field, rule, given=given, path=getattr(endpoint, "path", None))
    return about(error, instance)
