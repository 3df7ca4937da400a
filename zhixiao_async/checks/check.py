"""A rule that a value keeps, and the error for one that it breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from ..errors import InvalidRequest, attach_ids
from ..messages.text import Text

ValueT = TypeVar("ValueT")


def as_given(value: object) -> object:
    """Return the value, which an error may show."""
    return value


def not_shown(_: object) -> object:
    """Return what shows nothing: the value may be a secret."""
    return ...


def shape(value: object) -> Text | None:
    """Return what tells of a payer's data no more than its type and its length."""
    if value is None:
        return None
    if isinstance(value, str):
        return Text("invalid.text_of", size=len(value))
    return Text("invalid.value_of", type=type(value).__name__)


class Check:
    """A rule: as an attrs validator, for one value, or as a question.

    As a validator it takes None for a field whose default is None.

    Args:
        broken: Returns the rule that a value breaks, or None.
        shown: Returns what the error shows of the value; the value itself if not given.

    Attributes:
        broken: Returns the rule that a value breaks, or None.
    """

    __slots__ = ("_shown", "broken")

    def __init__(
        self,
        broken: Callable[[Any], Text | None],
        *,
        shown: Callable[[Any], object] = as_given,
    ) -> None:
        self.broken = broken
        self._shown = shown

    def __call__(self, instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        """Check a field of an object that is being made.

        Raises:
            InvalidRequest: The value breaks the rule.
        """
        if value is None and attribute.default is None:
            return
        if rule := self.broken(value):
            raise refusal(instance, attribute.name, rule, given=self._shown(value))

    def require(self, field: str, value: ValueT) -> ValueT:
        """Return a value that keeps the rule.

        Raises:
            InvalidRequest: The value breaks it.
        """
        if rule := self.broken(value):
            raise InvalidRequest(field, rule, given=self._shown(value))
        return value

    @property
    def or_none(self) -> Check:
        """The same rule, which None keeps as well."""
        return Check(lambda value: None if value is None else self.broken(value), shown=self._shown)

    @property
    def personal(self) -> Check:
        """The same rule for a payer's data, of which an error shows the :func:`shape` alone."""
        return Check(self.broken, shown=shape)


def refusal(instance: Any, field: str, rule: str, *, given: object = ...) -> InvalidRequest:
    """Return the error for a broken rule, with the path and the numbers where there are any."""
    endpoint = getattr(instance, "endpoint", None)
    error = InvalidRequest(field, rule, given=given, path=getattr(endpoint, "path", None))
    return attach_ids(error, instance)
