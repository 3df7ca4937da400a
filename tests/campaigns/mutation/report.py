"""The report: how many mutants the tests notice, by module and group, and which they don't."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from .mutants import Mutant
from .plan import AIMS
from .results import Case, Results

Entry = Mapping[str, Any]


def _read() -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for file in sorted(Path(__file__).with_name("explained").glob("*.toml")):
        for path, several in tomllib.loads(file.read_text("utf-8")).items():
            found[path] += several
    return found


EXPLAINED = _read()
"""Mutants that nothing notices, by module or for all, and why (explained/README.md)."""


def explanation(case: Case) -> Entry | None:
    """Return the entry that explains a mutant, if there is one."""
    several = [*EXPLAINED["anywhere"], *EXPLAINED.get(case.module.path, [])]
    return next((entry for entry in several if explains(entry, case.mutant)), None)


def explains(entry: Entry, mutant: Mutant) -> bool:
    """Return whether an entry is about a mutant: its texts are parts of the changed lines."""
    return entry["was"] in mutant.was and entry["now"] in mutant.now


@attrs.define
class Score:
    """Counts of some mutants' results."""

    mutants: int = 0
    tried: int = 0
    killed: int = 0
    equivalent: int = 0
    missed: int = 0
    survivors: list[Case] = attrs.Factory(list)

    def add(self, case: Case, results: Results) -> None:
        """Count a mutant."""
        self.mutants += 1
        if case not in results:
            return
        self.tried += 1
        if results[case] is not None:
            self.killed += 1
            return
        entry = explanation(case)
        if entry is None:
            self.survivors.append(case)
        elif entry.get("missed"):
            self.missed += 1
        else:
            self.equivalent += 1

    @property
    def share(self) -> float:
        """Share of noticed mutants among those that can be noticed, from 0 to 1."""
        could_be = self.tried - self.equivalent
        return self.killed / could_be if could_be else 1.0

    def __str__(self) -> str:
        return (
            f"{self.mutants:6} mutants {self.tried:6} tried {self.killed:6} killed"
            f" {self.equivalent:4} equivalent {self.missed:4} missed"
            f" {len(self.survivors):4} unexplained {self.share:7.1%}"
        )


def lines(cases: Iterable[Case], results: Results, *, survivors: bool) -> Iterator[str]:
    """Yield the lines of the report."""
    groups: dict[str, Score] = defaultdict(Score)
    modules: dict[tuple[str, str], Score] = defaultdict(Score)
    for case in cases:
        for score in groups[case.module.group], modules[case.module.group, case.module.path]:
            score.add(case, results)
    for group in [name for name in AIMS if name in groups]:
        for path, score in [(path, score) for (of, path), score in modules.items() if of == group]:
            if score.tried:
                yield f"  {path:44}{score}"
            for case in score.survivors if survivors else ():
                yield f"    {path}:{case.mutant.line}"
                yield f"      - {case.mutant.was}"
                yield f"      + {case.mutant.now}"
        missed = "" if groups[group].share >= AIMS[group] else "  below its aim"
        yield f"{group:46}{groups[group]}, aim {AIMS[group]:.0%}{missed}"


def below(cases: Iterable[Case], results: Results, least: int) -> list[str]:
    """Return the groups below their aim, of which at least so many mutants were tried."""
    groups: dict[str, Score] = defaultdict(Score)
    for case in cases:
        groups[case.module.group].add(case, results)
    return [
        group
        for group, score in groups.items()
        if score.tried >= least and score.share < AIMS[group]
    ]


def killers(cases: Iterable[Case], results: Results) -> Counter[str]:
    """Count the mutants that each test was the first to notice."""
    tried = [results[case] for case in cases if case in results]
    return Counter(failed for failed in tried if failed is not None)
