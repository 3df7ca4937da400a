"""Which documented endpoint some content looks like, judged by its field names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, get_args

import attrs

from ..._checks import is_local, other_name
from ...endpoints import PaymentNotification
from ...fields import JsonValue
from ...registry import ENDPOINTS, Endpoint


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
    def cls(self) -> type[Any]:
        """The class of it or, in a list, of each row."""
        arguments = get_args(self.kind)
        return arguments[0] if arguments else self.kind  # type: ignore[no-any-return]

    @property
    def names(self) -> frozenset[str]:
        """The documented field names, second names included."""
        fields = [one for one in attrs.fields(self.cls) if not is_local(one)]
        second = {other_name(one) or one.name for one in fields}
        return frozenset({one.name for one in fields} | second) - {"unreadable"}


NOTIFICATION = Candidate("payment notification", "2.5", PaymentNotification)


def forms(path: str = "") -> list[Candidate]:
    """What a form may hold; only the path's own request, if it is documented."""
    if path in ENDPOINTS:
        return [_request(ENDPOINTS[path])]
    return [*map(_request, ENDPOINTS.values()), NOTIFICATION]


def _request(endpoint: Endpoint) -> Candidate:
    return Candidate(endpoint.name, endpoint.section, endpoint.request)


def results(path: str = "") -> list[Candidate]:
    """What a reply may be."""
    chosen = [ENDPOINTS[path]] if path in ENDPOINTS else ENDPOINTS.values()
    return [Candidate(one.name, one.section, one.result) for one in chosen]


def closest(value: JsonValue, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that explain the most of its names, the closest first; empty if none knows any."""
    is_list = isinstance(value, list)
    row = (value[0] if value else {}) if isinstance(value, list) else value
    names = frozenset(row) if isinstance(row, dict) else frozenset()
    fitting = [one for one in candidates if bool(get_args(one.kind)) == is_list]
    scores = [sum(_likeness(name, one) for name in names) for one in fitting]
    highest = max(scores, default=0.0)
    best = [one for one, score in zip(fitting, scores, strict=True) if 0 < score == highest]
    return sorted(best, key=lambda one: len(one.names - names))


def nearest(name: str, candidate: Candidate) -> str | None:
    """The documented name that a misspelt one resembles, if there is one."""
    near = get_close_matches(name, sorted(candidate.names), n=1, cutoff=0.8)
    return near[0] if near else None


def _likeness(name: str, candidate: Candidate) -> float:
    if name in candidate.names:
        return 1.0
    return 0.5 if nearest(name, candidate) else 0.0
