"""The answer to what became of a request."""

from __future__ import annotations

from enum import StrEnum

import attrs

from ..messages.catalogue import Language
from ..messages.text import Text


class Verdict(StrEnum):
    """The fate of a request that may have been applied."""

    APPLIED = "applied"
    NOT_APPLIED = "not applied"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Resolution:
    """The fate of a request, as far as it could be found out.

    Attributes:
        verdict: Applied, not applied, or still unknown.
        explanation: Why, and what to do next, in a sentence or two.
        order_id: The gateway's number of the order, if the gateway named it.
    """

    verdict: Verdict
    explanation: str
    order_id: str | None = None

    def localized(self, language: Language) -> str:
        """Return the verdict and its explanation in a language.

        Args:
            language: ``"en"``, or ``"zh"`` for Chinese.
        """
        verdict = _VERDICTS[self.verdict]
        return Text("found.told", verdict=verdict, explanation=self.explanation).to(language)


_VERDICTS = {
    Verdict.APPLIED: Text("found.applied"),
    Verdict.NOT_APPLIED: Text("found.not_applied"),
    Verdict.UNKNOWN: Text("found.unknown"),
}
