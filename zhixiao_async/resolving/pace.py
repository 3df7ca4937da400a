"""The times of probes, and from when on absence proves something."""

from __future__ import annotations

from datetime import timedelta

import attrs
from attrs import field

from ..checks import Check, number
from ..config.policies import Timeouts
from ..errors import InvalidRequest
from ..listing.windows import OPEN_FOR
from ..messages.text import Text

CLOCKS_DIFFER = timedelta(minutes=15)
"""The most by which the clocks of this machine, of its database, and of the gateway and those
behind it may differ where an age or a payment's time is reckoned."""

GATEWAY_DIFFERS = timedelta(days=1)
"""The most by which the gateway's clock may differ from this machine's. The gateway dates the rows
of the listing, so it is searched from this long before the loss to this long after now."""

LISTED_BY = (OPEN_FOR + CLOCKS_DIFFER).total_seconds()
"""Seconds after which the listing's window of a refund is closed by everybody's clock: a refund
that was made is listed by then, and only then does its absence prove anything."""

LONGEST = 30 * 86400
"""Seconds: more is a mistake, and a calendar may have no room for it."""


def _after_the_window(value: float) -> Text | None:
    if value >= LISTED_BY:
        return None
    return Text(
        "rule.before_the_window_closes",
        seconds=f"{LISTED_BY:.0f}",
        late=f"{OPEN_FOR.total_seconds() / 60:.0f}",
        off=f"{CLOCKS_DIFFER.total_seconds() / 60:.0f}",
    )


_SECONDS = number(minimum=0, maximum=LONGEST)
_PAUSE = number(minimum=0.001, maximum=LONGEST)


@attrs.frozen(kw_only=True)
class ResolvePace:
    """The times of probes, in seconds since the request failed.

    Attributes:
        first_probe: When to probe first; a gateway under load may still be at work before.
        pause: Between the first probes.
        longest_pause: Between later ones; each pause is a fifth longer than the one before.
        deadline: A refund that isn't listed by then, or a receipt that ``piaoju_query`` doesn't
            know, was not applied; before, it is unknown. At least 4800: the listing's window of
            the refund is open for 65 minutes, and clocks differ by 15. A receipt is queried
            directly, but one that comes late is a second tax document, and nobody waits for it.
        order_deadline: An order that ``order_query`` doesn't know by then was not created. That
            asks for the order itself, and nobody can pay an order whose link was lost.

    Raises:
        InvalidRequest: A value isn't a number of seconds, 30 days at most, ``deadline`` is too
            early to prove anything, or ``order_deadline`` is before ``first_probe``.
    """

    first_probe: float = field(default=15.0, validator=_SECONDS)
    pause: float = field(default=5.0, validator=_PAUSE)
    longest_pause: float = field(default=60.0, validator=_PAUSE)
    deadline: float = field(default=LISTED_BY, validator=[_SECONDS, Check(_after_the_window)])
    order_deadline: float = field(default=300.0, validator=_SECONDS)

    def __attrs_post_init__(self) -> None:
        for name in ("deadline", "order_deadline"):
            if (value := getattr(self, name)) < self.first_probe:
                raise InvalidRequest(name, Text("rule.before_first_probe"), given=value)

    def must_outlast(self, timeouts: Timeouts) -> None:
        """Check that no call with these timeouts can still be under way at the deadline.

        Raises:
            InvalidRequest: A call can.
        """
        if timeouts.deadline is not None and self.deadline < timeouts.deadline:
            rule = Text("rule.calls_outlast_it", seconds=f"{timeouts.deadline:g}")
            raise InvalidRequest("deadline", rule, given=self.deadline)
