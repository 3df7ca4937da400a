"""Each mutant's result, kept on disk until its module or one of its tests changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import attrs

from .mutants import Mutant, mutants
from .plan import ROOT, Module, digest

FILE = ROOT / ".mutation" / "results.jsonl"


@attrs.frozen
class Case:
    """A mutant of a module, the key of its result, and a hash of its tests."""

    module: Module
    mutant: Mutant = attrs.field(eq=False)
    key: str
    tests: str = ""


def cases(modules: list[Module]) -> Iterator[Case]:
    """Yield every mutant of these modules."""
    digests = {tests: digest(tests) for tests in {module.tests for module in modules}}
    for module in modules:
        source = module.source()
        known = sha256(f"{module.path} {source}".encode())
        for mutant in mutants(source):
            key = known.copy()
            key.update(mutant.source.encode())
            yield Case(module, mutant, key.hexdigest()[:20], digests[module.tests])


class Results:
    """Results by a case's key: the test that failed, or None.

    A noticed mutant stays noticed as long as its test exists; an unnoticed one stays so until a
    test changes.
    """

    def __init__(self, file: Path = FILE) -> None:
        self._file = file
        self._known: dict[str, dict[str, str | None]] = {}
        if file.exists():
            for line in file.read_text("utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["key"]] = entry

    def __contains__(self, case: Case) -> bool:
        entry = self._known.get(case.key)
        if entry is None:
            return False
        return _is_there(entry["failed"]) if entry["failed"] else entry["tests"] == case.tests

    def __getitem__(self, case: Case) -> str | None:
        return self._known[case.key]["failed"]

    def add(self, case: Case, failed: str | None) -> None:
        """Write a result at once, so that a stopped run loses none."""
        self._file.parent.mkdir(exist_ok=True)
        place = f"{case.module.path}:{case.mutant.line}"
        entry = {"key": case.key, "at": place, "failed": failed, "tests": case.tests}
        self._known[case.key] = entry
        with self._file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(entry, ensure_ascii=False) + "\n")


@cache
def _is_there(name: str) -> bool:
    """Return whether a test exists, by its file and function."""
    file, _, function = name.partition("::")
    if not function:  # "exit code 3"
        return True
    function = re.split(r"[ \[]", function.rpartition("::")[2])[0]
    path = ROOT / file
    return path.exists() and f"def {function}(" in path.read_text("utf-8")
