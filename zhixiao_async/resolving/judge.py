"""The verdict on a probe: the table by which a request's fate is decided.

==================  ===================  ===========================  =======================
evidence            before the deadline  first probe past it          any later one
==================  ===================  ===========================  =======================
applied             applied              applied                      applied
not applied         not applied          not applied                  not applied
absent              probe again          not applied                  not applied
unclear             probe again          unknown                      unknown
refused as before   probe again          not applied                  not applied
refused otherwise   probe again          probe again                  unknown
==================  ===================  ===========================  =======================
"""

from __future__ import annotations

from enum import Enum, auto

import attrs

from ..messages.text import Text
from .resolution import Resolution, Verdict


class Evidence(Enum):
    """The finding of one probe."""

    APPLIED = auto()
    NOT_APPLIED = auto()
    ABSENT = auto()
    """The gateway shows nothing of the request: past its deadline, it was not applied."""
    REFUSED = auto()
    """A refusal that may mean ABSENT: it does once it has been said twice in a row, the second
    time in answer to a probe that began past the deadline."""
    UNCLEAR = auto()
    """The gateway shows what fits both; no deadline changes that."""


@attrs.frozen
class Probe:
    """One query of the gateway's books; two that show the same, in the same words, are equal."""

    evidence: Evidence
    explanation: str
    order_id: str | None = None

    def resolution(self, verdict: Verdict, open_end: str = "") -> Resolution:
        """Return a verdict on the request, and why it is worth asking again, if it is."""
        said = self.explanation
        if open_end:
            said = Text("found.look_again", explanation=said, reason=open_end)
        return Resolution(verdict=verdict, explanation=said, order_id=self.order_id)


NOT_PROBED = Probe(Evidence.UNCLEAR, Text("found.not_asked_yet"))


def judge(probe: Probe, previous: Probe, past_deadline: int) -> Resolution | None:
    """Return what a probe proves, or None if another has to follow.

    Args:
        probe: The latest.
        previous: The one before it; NOT_PROBED at first.
        past_deadline: How many probes began past the deadline, this one among them.
    """
    if probe.evidence is Evidence.APPLIED:
        return probe.resolution(Verdict.APPLIED)
    if probe.evidence is Evidence.NOT_APPLIED:
        return probe.resolution(Verdict.NOT_APPLIED)
    if not past_deadline:
        return None
    if probe.evidence is Evidence.UNCLEAR:
        return probe.resolution(Verdict.UNKNOWN)
    if probe.evidence is Evidence.ABSENT or probe == previous:
        return probe.resolution(Verdict.NOT_APPLIED)
    if past_deadline == 1:
        return None
    return probe.resolution(Verdict.UNKNOWN, Text("found.said_otherwise"))
