"""Each payment is credited exactly once, though notifications repeat and workers are killed.

    python -m tests.campaigns.exactly_once [--databases NAME …] [--orders N] [--kills N] …

2,000 paid orders are notified ten times each, 24 at once, to eight worker processes, which are
killed 50 times. Prints a line per database and inbox, with the sums of the school's ledger and the
gateway. Exits with 1 if they differ, or if a payment was credited never or twice. Takes 2 to 4
minutes per line.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import attrs

from tests.support.databases import SERVERS, fresh_database

from .check import Plan, Report, check
from .inboxes import INBOXES, SOUND

COLUMNS = (
    "deliveries", "successes", "raced", "kills", "once", "never", "twice", "ledger", "gateway",
)  # fmt: skip


@contextmanager
def database(name: str, folder: str | None) -> Iterator[str]:
    """Create an empty database for the block: a server's, or a file in a folder."""
    if name in SERVERS:
        with fresh_database(name) as url:
            yield url
        return
    with tempfile.TemporaryDirectory(dir=folder) as own:
        yield f"sqlite:///{Path(own) / 'school.db'}"


def line(name: str, report: Report) -> str:
    """Return a database's line of the table."""
    figures = "".join(f"{getattr(report, column):>12}" for column in COLUMNS)
    verdict = "ok" if report.sound else f"VIOLATED, {report.rows_missing} rows amiss"
    return f"{name:20}{figures}{report.seconds:>9.1f}  {verdict}"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.exactly_once", description=__doc__.partition("\n")[0]
    )
    databases = ["sqlite", *SERVERS]
    parser.add_argument("--databases", nargs="+", choices=databases, default=databases)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--copies", type=int, default=10, help="deliveries of each order")
    parser.add_argument("--kills", type=int, default=50, help="of workers, by SIGKILL")
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--couriers", type=int, default=24, help="deliveries at once")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--folder", help="folder for SQLite's file; not on a tmpfs")
    parser.add_argument(
        "--inbox",
        choices=list(INBOXES),
        help=f"{', '.join(SOUND)} unless given; the others have to fail",
    )
    parser.add_argument(
        "--dies-at",
        type=int,
        default=0,
        metavar="N",
        help="workers die at this passage",
    )
    return parser.parse_args()


def main() -> int:
    """Run the campaign on each database; return 1 if a payment wasn't credited exactly once."""
    options = vars(arguments())
    databases, folder = options.pop("databases"), options.pop("folder")
    inboxes = [options.pop("inbox")] if options["inbox"] else [*SOUND]
    options.pop("inbox", None)
    plan = Plan(**options)
    print(f"{plan}\n\n{'database':20}" + "".join(f"{column:>12}" for column in COLUMNS), end="")
    print(f"{'seconds':>9}  seed {plan.seed}", flush=True)
    sound = True
    for name, inbox in product(databases, inboxes):
        with database(name, folder) as url:
            report = asyncio.run(check(url, attrs.evolve(plan, inbox=inbox)))
        print(line(f"{name} {inbox}", report), flush=True)
        sound = sound and report.sound
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
