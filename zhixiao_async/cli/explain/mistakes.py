"""Usual mistakes: ways of doing a part of the work, tried in every combination."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Generic, TypeVar

import attrs

from ..wording import Text

T = TypeVar("T")


@attrs.frozen
class Way(Generic[T]):
    """One way of doing a part of the work, and the mistake that it is; None if it is right."""

    value: T
    mistake: Text | None = None


def fewest_mistakes_first(*parts: Iterable[Way[T]]) -> list[tuple[Way[T], ...]]:
    """Combine a way of each part, in the order of how many mistakes are among them."""
    return sorted(product(*parts), key=lambda ways: len(mistakes_of(ways)))


def mistakes_of(ways: Iterable[Way[T]]) -> tuple[Text, ...]:
    """Return the mistakes among some ways."""
    return tuple(way.mistake for way in ways if way.mistake is not None)
