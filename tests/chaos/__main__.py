"""The ledger check in full: ``python -m tests.chaos --operations 20000``."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from .table import NAMES, head, line_of


def main() -> int:
    """Run the mixes, print a line each, and the histories of whatever went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("mixes", nargs="*", help="which of them; all if none is named")
    parser.add_argument("--operations", type=int, default=20_000, help="of each mix")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(100_000))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mixes at a time")
    given = parser.parse_args()
    unknown = set(given.mixes) - set(NAMES)
    if unknown:
        parser.error(f"no mix is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    print(head(), flush=True)
    failed = []
    # Not forked: a child would inherit this process's threads half alive.
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        names = given.mixes or NAMES
        runs = [pool.submit(line_of, one, given.operations, given.seed) for one in names]
        for done in as_completed(runs):
            line, ill = done.result()
            print(line, flush=True)
            failed += ill
    print(*failed, sep="\n", end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
