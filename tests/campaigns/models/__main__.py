"""The journal's and the inbox's protocols hold in every order of events.

    python -m tests.campaigns.models [MODEL [PART …]]

spin visits every state of each model in ``docs/models``, as it is and without each of its parts.
Prints a line per check; with a model and parts, the steps by which it fails without them. Exits
with 1 if a model fails as it is, or doesn't without a part. Takes a minute; needs spin and gcc.
"""

from __future__ import annotations

import argparse
import sys

from .spin import PARTS, check


def main() -> int:
    """Run the campaign; return 1 if a model fails as it is, or doesn't without a part."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.models", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("model", nargs="?", choices=list(PARTS))
    parser.add_argument("without", nargs="*", help="parts to take out")
    given = parser.parse_args()
    if given.model:
        checked = check(given.model, *given.without)
        print(checked.trail or f"{given.model}: {checked}")
        return 0
    wrong = False
    print(f"{'model':10}{'without':14}{'states':>10}{'errors':>8}")
    for model, parts in PARTS.items():
        for part in (None, *parts):
            checked = check(model, *([part] if part else []))
            print(f"{model:10}{part or '-':14}{checked.states:10}{checked.errors:8}", flush=True)
            as_it_should = "assertion violated" in checked.trail if part else not checked.errors
            wrong |= not as_it_should
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
