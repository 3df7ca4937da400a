"""No refund is doubled or forgotten, though the process with the refund journal is killed.

    python -m tests.campaigns.journal_kills KILLS [--database NAME]

Merchants with a ``RefundJournal`` are killed with SIGKILL at each of twelve points and at random,
and after each death the journal is compared with the gateway's records. Prints a table of kills and
faults. Exits with 1 if a fault was found. Takes about a second per kill.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from tests.support.databases import SERVERS, fresh_database

from .broken import BROKEN
from .campaign import WAYS, Tally, run_campaigns
from .points import POINTS, RANDOM


def table(tally: Tally) -> str:
    """Lay out the kills at each point, and the findings of the audits."""
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


def main() -> int:
    """Run the campaign; return 1 if a fault was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.journal_kills", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("kills", type=int, help="number of processes to kill")
    parser.add_argument("--database", choices=["sqlite", *SERVERS], default="sqlite")
    parser.add_argument("--broken", choices=list(BROKEN), help="a journal that has to fail")
    given = parser.parse_args()
    on_a_server = given.database in SERVERS
    with fresh_database(given.database) if on_a_server else nullcontext() as url:
        found = run_campaigns(given.kills, url=url, broken=given.broken)
    print(table(found))
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
