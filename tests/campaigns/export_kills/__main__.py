"""No day is half and no order lost or doubled, though exports and their workers are killed.

    python -m tests.campaigns.export_kills KILLS [--target parquet|postgresql|dask]

Exporting processes are killed with SIGKILL at random instants, while rows come late on every day;
so are workers, a quarter as many. After each, the days that are there are whole, and in the end
they hold each row of the gateway's database once. Prints a table. Exits with 1 if a fault was
found. Takes about half a second per kill, and two per worker.
"""

from __future__ import annotations

import argparse
import sys

from .campaign import TARGETS, Tally, run_campaign


def table(tally: Tally, target: str) -> str:
    """Lay out the figures."""
    return "\n".join(
        [
            f"target                       {target:>10}",
            f"exports killed with -9       {tally.kills:10,}",
            f"workers killed with -9       {tally.worker_kills:10,}",
            f"exports finished and audited {tally.audits:10,}",
            f"rows compared                {tally.rows:10,}",
            f"faults                       {len(tally.faults):10,}",
            *tally.faults,
        ]
    )


def main() -> int:
    """Run the campaign; return 1 if a fault was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.export_kills", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("kills", type=int, help="number of exporting processes to kill")
    parser.add_argument("--workers", type=int, help="number of workers to kill; a quarter of KILLS")
    parser.add_argument("--target", choices=TARGETS, default="parquet")
    given = parser.parse_args()
    workers = given.kills // 4 if given.workers is None else given.workers
    tally = run_campaign(given.kills, workers, target=given.target)
    print(table(tally, given.target))
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
