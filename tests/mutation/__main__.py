"""What ``mutmut run`` found, by module: ``python -m tests.mutation``.

A mutant that no test noticed is printed, unless equivalent.toml says why no test could.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

ENOUGH = 0.9
EXPLAINED = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text("utf-8"))
NOTICED = ("killed", "timeout", "segfault")


def main() -> int:
    """Print the table; 1 if any module's tests notice too little."""
    poor = [path for path in walk_mutatable_files() if not _enough(path)]
    for path in poor:
        print(f"{path}: under {ENOUGH:.0%}")
    return 1 if poor else 0


def _enough(path: Path) -> bool:
    data = SourceFileMutationData(path=path)
    data.load()
    codes = data.exit_code_by_key
    if not codes:
        return True
    alive = [name for name, code in codes.items() if status_by_exit_code[code] not in NOTICED]
    changes = [_change(name) for name in alive]
    unexplained = [change for change in changes if not _explained(path.stem, *change)]
    killed = len(codes) - len(alive)
    print(
        f"{path}: {killed} of {len(codes)} mutants killed ({killed / len(codes):.1%}),"
        f" {len(alive) - len(unexplained)} equivalent, {len(unexplained)} to look at"
    )
    for was, now in unexplained:
        print(f"    - {was}\n    + {now}")
    return killed / len(codes) >= ENOUGH


def _change(name: str) -> tuple[str, str]:
    lines = get_diff_for_mutant(name).splitlines()
    was, now = (
        " ".join(line[1:].strip() for line in lines if line[:1] == mark and line[:3] != mark * 3)
        for mark in "-+"
    )
    return was, now


def _explained(module: str, was: str, now: str) -> bool:
    known = [*EXPLAINED["anywhere"], *EXPLAINED.get(module.lstrip("_"), [])]
    return any(one["was"] in was and one["now"] in now for one in known)


if __name__ == "__main__":
    sys.exit(main())
