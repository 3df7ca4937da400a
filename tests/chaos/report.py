"""What came of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from .ledger import Operation, Outcome, Violation


@attrs.frozen(kw_only=True)
class Report:
    """What came of a run."""

    mix: str
    seed: int
    operations: Sequence[Operation]
    violations: Sequence[Violation]
    connections: int
    seconds: float

    def count(self, told: Outcome) -> int:
        """How many operations ended like this."""
        return Counter(one.told for one in self.operations)[told]

    def __str__(self) -> str:
        """The seed and every offending operation's history."""
        head = f"{self.mix}, seed {self.seed}: {len(self.violations)} violations"
        return "\n".join([head, *(f"  {one}" for one in self.violations)])
