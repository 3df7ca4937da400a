"""What is known in the end, and how patiently it is asked for."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, StrEnum, auto

import attrs
from attrs import field

from .._windows import OPEN_FOR
from ..config import Timeouts, number
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


CLOCKS_DIFFER = timedelta(minutes=15)
"""How far the clocks of this machine, of its database, and of the gateway and those behind it
may be apart where an age is reckoned, or a payment's time."""

GATEWAY_DIFFERS = timedelta(days=1)
"""How far the gateway's clock may be from this machine's: it dates the rows of the listing, which
is looked through for so long before the request was lost, and after the present."""

LISTED_BY = (OPEN_FOR + CLOCKS_DIFFER).total_seconds()
"""Seconds after which the listing's window of a refund is closed by everybody's clock: a refund
that was made is listed by then, and only then does its absence prove anything."""

LONGEST = 30 * 86400


def within_30_days(instance: object, attribute: attrs.Attribute[float], value: float) -> None:
    """A number of seconds that somebody may mean, and that a calendar has room for."""
    if value > LONGEST:
        rule = f"must be 30 days ({LONGEST} seconds) at most"
        raise InvalidRequest(attribute.name, rule, given=value)


def _after_the_window(instance: object, attribute: attrs.Attribute[float], value: float) -> None:
    if value < LISTED_BY:
        rule = (
            f"must be {LISTED_BY:.0f} seconds or more: a refund may be listed up to "
            f"{OPEN_FOR.total_seconds() / 60:.0f} minutes late, by a clock that is "
            f"{CLOCKS_DIFFER.total_seconds() / 60:.0f} minutes off"
        )
        raise InvalidRequest(attribute.name, rule, given=value)


@attrs.frozen(kw_only=True)
class SettlePace:
    """When to look, in seconds since the request failed.

    Attributes:
        first_look: A gateway under load may still be at work before.
        pause: Between the first looks.
        longest_pause: Between later ones; each is a fifth longer than the one before.
        deadline: A refund that isn't listed by then, or a receipt that ``piaoju_query`` doesn't
            know, was not applied; before, it is unknown. At least 4800: the listing's window of
            the refund is open for 65 minutes, and clocks differ by 15. A receipt is queried
            directly, but one that comes late is a second tax document, and nobody waits for it.
        order_deadline: An order that ``order_query`` doesn't know by then was not created. That
            asks for the order itself, and nobody can pay an order whose link was lost.

    Raises:
        InvalidRequest: A value isn't a number of seconds, 30 days at most, ``deadline`` is too
            early to prove anything, or ``order_deadline`` is before ``first_look``.
    """

    first_look: float = field(default=15.0, validator=[number(0), within_30_days])
    pause: float = field(default=5.0, validator=[number(0.001), within_30_days])
    longest_pause: float = field(default=60.0, validator=[number(0.001), within_30_days])
    deadline: float = field(
        default=LISTED_BY, validator=[number(0), within_30_days, _after_the_window]
    )
    order_deadline: float = field(default=300.0, validator=[number(0), within_30_days])

    def __attrs_post_init__(self) -> None:
        for name in ("deadline", "order_deadline"):
            if (value := getattr(self, name)) < self.first_look:
                raise InvalidRequest(name, "must not be before first_look", given=value)

    def must_outlast(self, timeouts: Timeouts) -> None:
        """Check that no call with these timeouts can still be under way at the deadline.

        Raises:
            InvalidRequest: One can.
        """
        if timeouts.deadline is not None and self.deadline < timeouts.deadline:
            rule = f"must not be below Timeouts.deadline, {timeouts.deadline:g} seconds"
            raise InvalidRequest("deadline", rule, given=self.deadline)


class Sight(Enum):
    """What one look showed."""

    APPLIED = auto()
    NOT_APPLIED = auto()
    ABSENT = auto()
    """Nothing of it is to be seen: once its deadline has passed, it was not applied."""
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
