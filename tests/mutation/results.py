"""What became of each mutant, kept on disk until its module or one of its tests changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import attrs

from .mutants import Mutant, mutants
from .plan import ROOT, Module, digest

FILE = ROOT / ".mutation" / "results.jsonl"


@attrs.frozen
class Case:
    """A mutant of a module, and the key of its result."""

    module: Module
    mutant: Mutant = attrs.field(eq=False)
    key: str


def cases(modules: list[Module]) -> Iterator[Case]:
    """Every mutant of these modules."""
    digests: dict[tuple[str, ...], str] = {}
    for module in modules:
        tests = digests.setdefault(module.tests, "") or digest(module.tests)
        digests[module.tests] = tests
        source = module.source()
        known = sha256(f"{module.path} {tests} {source}".encode())
        for mutant in mutants(source):
            key = known.copy()
            key.update(mutant.source.encode())
            yield Case(module, mutant, key.hexdigest()[:20])


class Results:
    """By a case's key: the test that failed, or None where none did."""

    def __init__(self, file: Path = FILE) -> None:
        self._file = file
        self._known: dict[str, str | None] = {}
        if file.exists():
            for line in file.read_text("utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["key"]] = entry["failed"]

    def __contains__(self, case: Case) -> bool:
        return case.key in self._known

    def __getitem__(self, case: Case) -> str | None:
        return self._known[case.key]

    def add(self, case: Case, failed: str | None) -> None:
        """Keep a result, at once: whoever stops the run loses none."""
        self._known[case.key] = failed
        self._file.parent.mkdir(exist_ok=True)
        place = f"{case.module.path}:{case.mutant.line}"
        entry = {"key": case.key, "at": place, "failed": failed}
        with self._file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(entry, ensure_ascii=False) + "\n")
