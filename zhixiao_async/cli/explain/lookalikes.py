"""The documented endpoint that some content looks like, judged by its field names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, get_args

import attrs

from ...endpoints import PaymentNotification
from ...endpoints.metadata import is_local, other_name
from ...fields import JsonValue
from ...registry import ENDPOINTS


@attrs.frozen
class Candidate:
    """A documented content that something may be.

    Attributes:
        name: The endpoint's, as the client's method.
        section: Of the vendor's document.
        kind: The class it is read into, or a list of one.
    """

    name: str
    section: str
    kind: Any

    @property
    def names(self) -> frozenset[str]:
        """The documented field names, second names included."""
        (cls,) = get_args(self.kind) or (self.kind,)
        fields = [field for field in attrs.fields(cls) if not is_local(field)]
        second = {other_name(field) or field.name for field in fields}
        return frozenset({field.name for field in fields} | second)


NOTIFICATION = Candidate("payment notification", "2.5", PaymentNotification)


def candidates(path: str, *, is_reply: bool) -> list[Candidate]:
    """Return what a form or a reply may hold; only the path's own, if it is documented."""
    endpoints = [ENDPOINTS[path]] if path in ENDPOINTS else ENDPOINTS.values()
    if is_reply:
        return [Candidate(each.name, each.section, each.result) for each in endpoints]
    requests = [Candidate(each.name, each.section, each.request) for each in endpoints]
    return requests if path in ENDPOINTS else [*requests, NOTIFICATION]


def closest(value: JsonValue, among: Iterable[Candidate]) -> list[Candidate]:
    """Return those that explain the most of its names, the closest first; empty if none does."""
    is_list = isinstance(value, list)
    row = (value[0] if value else {}) if isinstance(value, list) else value
    names = frozenset(row) if isinstance(row, dict) else frozenset()
    scores = {
        candidate: sum(_likeness(name, candidate) for name in names)
        for candidate in among
        if bool(get_args(candidate.kind)) == is_list
    }
    highest = max(scores.values(), default=0.0)
    best = [candidate for candidate, score in scores.items() if 0 < score == highest]
    return sorted(best, key=lambda candidate: len(candidate.names - names))


def nearest(name: str, candidate: Candidate) -> str | None:
    """Return the documented name that a misspelt one resembles, if there is one."""
    near = get_close_matches(name, sorted(candidate.names), n=1, cutoff=0.8)
    return near[0] if near else None


def _likeness(name: str, candidate: Candidate) -> float:
    if name in candidate.names:
        return 1.0
    return 0.5 if nearest(name, candidate) else 0.0
