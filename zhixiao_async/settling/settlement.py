"""What is known in the end, and how patiently it is asked for."""

from __future__ import annotations

from enum import Enum, StrEnum, auto

import attrs
from attrs import field

from ..config import number
from ..errors import InvalidRequest


class Verdict(StrEnum):
    """Whether a request that may have been applied was."""

    APPLIED = "applied"
    NOT_APPLIED = "not applied"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Settlement:
    """What was found out.

    Attributes:
        verdict: Applied, not applied, or still unknown.
        explanation: Why, and what to do next, in a sentence or two.
        order_id: The gateway's number of the order, if it was learnt.
    """

    verdict: Verdict
    explanation: str
    order_id: str | None = None


_LONGEST = 30 * 86400


def within_30_days(instance: object, attribute: attrs.Attribute[float], value: float) -> None:
    """A number of seconds that somebody may mean, and that a calendar has room for."""
    if value > _LONGEST:
        rule = f"must be 30 days ({_LONGEST} seconds) at most"
        raise InvalidRequest(attribute.name, rule, given=value)


@attrs.frozen(kw_only=True)
class SettlePace:
    """When to look, in seconds since the request failed.

    Attributes:
        first_look: A gateway under load may still be at work before.
        pause: Between the first looks.
        longest_pause: Between later ones; each is a fifth longer than the one before.
        deadline: What isn't seen by then was not applied; before, it is unknown.

    Raises:
        InvalidRequest: A value isn't a number of seconds, 30 days at most, or ``deadline`` is
            before ``first_look``.
    """

    first_look: float = field(default=15.0, validator=[number(0), within_30_days])
    pause: float = field(default=5.0, validator=[number(0.001), within_30_days])
    longest_pause: float = field(default=10.0, validator=[number(0.001), within_30_days])
    deadline: float = field(default=300.0, validator=[number(0), within_30_days])

    def __attrs_post_init__(self) -> None:
        if self.deadline < self.first_look:
            raise InvalidRequest("deadline", "must not be before first_look", given=self.deadline)


class Sight(Enum):
    """What one look showed."""

    APPLIED = auto()
    NOT_APPLIED = auto()
    ABSENT = auto()
    """Nothing of it is to be seen: once the deadline has passed, it was not applied."""
    REFUSED = auto()
    """A refusal that may mean ABSENT: it does once it has been said twice in a row, the second
    time in answer to a look that began after the deadline."""
    UNCLEAR = auto()
    """What is seen fits both: no deadline changes that."""


@attrs.frozen
class Look:
    """One look at the gateway's books; two that show the same, in the same words, are equal."""

    sight: Sight
    explanation: str
    order_id: str | None = None
