"""Clients on a bad network, against the gateway's own records.

    python -m tests.campaigns.chaos [MIX …] [--operations N] [--seed N] [--jobs N]

Each mix of faults runs with 20,000 operations, unless told otherwise. Prints a line per mix with
the outcomes that callers saw, and the history of every violation. Exits with 1 if the records
contradict an outcome. Takes 1 to 4 minutes per mix, "journals in doubt" 11, ``--jobs`` at a time.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from .results_table import NAMES, head, line_of


def main() -> int:
    """Run the campaign; return 1 if anything was violated."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.chaos", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("mixes", nargs="*", help="names of mixes; all if not given")
    parser.add_argument("--operations", type=int, default=20_000, help="of each mix")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(100_000))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mixes at a time")
    given = parser.parse_args()
    unknown = set(given.mixes) - set(NAMES)
    if unknown:
        parser.error(f"no mix is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    print(head(), flush=True)
    failed = []
    # Not forked: a child would inherit this process's threads without running them.
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        names = given.mixes or NAMES
        runs = [pool.submit(line_of, name, given.operations, given.seed) for name in names]
        for done in as_completed(runs):
            line, reports = done.result()
            print(line, flush=True)
            failed += reports
    print(*failed, sep="\n", end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
