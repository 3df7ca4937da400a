"""``python -m tests.journal.kills 500`` kills as many merchants and prints what came of it."""

from __future__ import annotations

import sys

from .campaign import WAYS, Tally, campaigns
from .points import POINTS, RANDOM


def table(tally: Tally) -> str:
    """Every point with its kills, and what the audits found."""
    lines = [f"{'killed with -9':32}" + "".join(f"{way:>8}" for way in WAYS)]
    lines += [
        f"{point:32}" + "".join(f"{tally.kills[point, way]:8}" for way in WAYS)
        for point in [*POINTS, RANDOM]
    ]
    return "\n".join(
        [
            *lines,
            f"{'in all':32}{tally.kills.total():8} of {tally.merchants} merchants",
            "",
            f"refunds and receipts wanted {tally.wanted}, made exactly once {tally.made_once}",
            f"fen wanted {tally.fen_wanted}, refunded {tally.fen_made}",
            f"equal refunds that only the vendor could tell apart {tally.unknown}",
            f"audits {tally.audits}, faults {len(tally.faults)}",
            *tally.faults,
        ]
    )


if __name__ == "__main__":
    found = campaigns(int(sys.argv[1]), broken=sys.argv[2] if len(sys.argv) > 2 else None)
    print(table(found))
    sys.exit(1 if found.faults else 0)
