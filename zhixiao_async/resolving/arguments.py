"""The arguments of a call that resolves a request, checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
from attrs import field

from ..checks import LARGEST, instance_of, number, whole
from ..errors import InvalidRequest
from ..messages.text import Text
from .pace import LONGEST, ResolvePace

_AMOUNT = whole(unit="fen", maximum=LARGEST)


def _listed(given: Iterable[int] | None) -> tuple[int, ...] | None:
    # Text is iterable as well, and would be taken apart.
    if given is None:
        return None
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InvalidRequest("known_refunds", Text("rule.not_amounts"), given=given)
    return tuple(given)


def _amounts(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    for amount in value or ():
        _AMOUNT(instance, attribute, amount)


@attrs.frozen(kw_only=True)
class ResolveArgs:
    """The arguments of ``Client.resolve``.

    Raises:
        InvalidRequest: An argument is malformed; the error names it.
    """

    known_refunds: tuple[int, ...] | None = field(converter=_listed, validator=_amounts)
    in_doubt: int = field(validator=whole(maximum=10**6))
    timeout: float | None = field(validator=number(minimum=0.001, maximum=LONGEST).or_none)
    pace: ResolvePace = field(validator=instance_of(ResolvePace))
