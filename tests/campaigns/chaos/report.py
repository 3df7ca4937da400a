"""The report of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from .ledger import Operation, Outcome, Violation


@attrs.frozen(kw_only=True)
class Report:
    """Operations and violations of a run."""

    mix: str
    seed: int
    operations: Sequence[Operation]
    violations: Sequence[Violation]
    connections: int
    seconds: float

    def count(self, outcome: Outcome) -> int:
        """Count the operations with this outcome."""
        return Counter(operation.outcome for operation in self.operations)[outcome]

    def __str__(self) -> str:
        """Return the seed and the history of every violation."""
        head = f"{self.mix}, seed {self.seed}: {len(self.violations)} violations"
        return "\n".join([head, *(f"  {violation}" for violation in self.violations)])
