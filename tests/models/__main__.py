"""``python -m tests.models`` checks all; ``… inbox NO_KEY`` prints how one fails without a part."""

from __future__ import annotations

import argparse
import sys

from .spin import PARTS, check


def main() -> int:
    """1 if a model fails as it is, or doesn't without one of its parts."""
    parser = argparse.ArgumentParser(prog="python -m tests.models")
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
            wrong |= bool(checked.errors) is not bool(part)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
