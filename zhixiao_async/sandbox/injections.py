"""One fault or dialect that is injected, its measure, and the requests that it happens to."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import TypedDict

import attrs

from ..checks import LARGEST, Check, is_whole, number, text, whole
from ..errors import InvalidRequest
from ..messages.text import Text
from ..registry import ENDPOINTS
from .server.dialect import Dialect


class FaultKind(Enum):
    """Kind of a fault, by what happens to a request."""

    DELAY = "the work is done, and the reply held back"
    RESET_BEFORE = "the connection is reset before the work"
    RESET_AFTER = "the work is done, and the connection reset instead of a reply"
    HTTP_ERROR = "an HTTP error page, and nothing is done"
    HTTP_ERROR_AFTER = "the work is done, and answered with an HTTP error page"
    TRUNCATE = "the work is done, and the reply cut off in the middle"
    OVERSIZE = "the work is done, and the reply followed by megabytes of white space"
    WRONG_SIGN = "the work is done, and the reply signed by someone else"
    OTHER_ORDER = "the work is done, and the reply names another order"
    PASSING_REFUSAL = "refused for the moment, and nothing is done"
    PASSING_REFUSAL_AFTER = "the work is done, and refused for the moment all the same"


@attrs.frozen
class Fault:
    """A fault with its measure.

    Attributes:
        kind: What happens.
        amount: Seconds, an HTTP status, bytes or a ret_code, as the kind has it; else 0.
        sentence: The gateway's sentence, of a refusal.
    """

    kind: FaultKind
    amount: float = 0
    sentence: str = ""


class When(TypedDict, total=False):
    """The requests that a fault happens to: all of them, if nothing is said.

    Attributes:
        path: Only on this path.
        times: Only so many times; 0 is never.
        probability: Only so often, from 0 to 1, by the seeded random numbers.
    """

    path: str
    times: int
    probability: float


@attrs.define
class Injected:
    """A fault or a dialect that may still happen.

    Attributes:
        effect: The fault or the dialect.
        path: The only path that it happens on; None for all.
        left: How often it will still happen; None for always.
        probability: How often it happens, from 0 to 1.
    """

    effect: Fault | Dialect
    path: str | None
    left: int | None
    probability: float

    @property
    def happens_always(self) -> bool:
        """Whether it happens to every request for good."""
        return (self.path, self.left, self.probability) == (None, None, 1.0)


def injected(effect: Fault | Dialect, when: When) -> Injected:
    """Return the fault or dialect with the requests that it happens to.

    Raises:
        InvalidRequest: A path, a count or a probability makes no sense.
    """
    must_be_of_a_fault(when)
    path, times, probability = when.get("path"), when.get("times"), when.get("probability", 1.0)
    _PATH.or_none.require("path", path)
    _TIMES.or_none.require("times", times)
    return Injected(effect, path, times, PROBABILITY.require("probability", probability))


def must_be_of_a_fault(names: Collection[str]) -> None:
    """Check the names of arguments: a misspelt one would make the fault last for ever.

    Raises:
        InvalidRequest: A fault has no such argument.
    """
    known = When.__annotations__.keys()
    for name in sorted(set(names) - known):
        raise InvalidRequest(name, Text("rule.unknown_argument", names=", ".join(known)))


def _of_an_endpoint(path: object) -> Text | None:
    known = isinstance(path, str) and path in ENDPOINTS
    return None if known else Text("rule.not_endpoint", paths=", ".join(ENDPOINTS))


def _of_a_refusal(code: object) -> Text | None:
    fits = is_whole(code) and -(10**9) <= code <= 10**9 and code != 0
    return None if fits else Text("rule.not_refusal")


_PATH = Check(_of_an_endpoint)
_TIMES = whole(minimum=0, maximum=LARGEST)

PROBABILITY = number(minimum=0, maximum=1)
SECONDS = number(minimum=0)
STATUS = whole(minimum=200, maximum=599)
SIZE = whole(minimum=0, maximum=LARGEST, unit="bytes")
RET_CODE = Check(_of_a_refusal)
SENTENCE = text()
