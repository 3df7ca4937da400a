"""Does a test notice when the code is changed? ``python -m tests.mutation --budget 240``.

Each mutant is tried on a copy of the repository, by the tests that modules.toml names. What became
of it is kept in .mutation/, so a run that was stopped goes on where it was. Without a budget or a
limit the tests are surveyed first (which runs which line?), so that most are tried in tenths of a
second; the rest, and a few mutants by themselves, have a pytest of their own each.
"""

from __future__ import annotations

import argparse
import os
import select
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack, closing
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from time import monotonic

import attrs

from .plan import Module, modules
from .report import below, lines
from .results import FILE, Case, Results, cases
from .trials import Tree, Trial, Verdict, preload
from .whole import try_whole

PATIENCE = 600
"""Seconds for all tests of a mutant; pytest itself stops one that hangs after 60."""
ENOUGH = 40
"""Tried mutants of a group from which its share says something."""


def main() -> int:
    """1 if too little is noticed in a group of which enough was tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("paths", nargs="*", help="patterns of modules or names of groups; all")
    parser.add_argument(
        "--budget", type=float, help="seconds in which mutants are begun; all if not given"
    )
    parser.add_argument("--limit", type=int, help="mutants to be tried; all if not given")
    parser.add_argument("--seed", type=int, default=20881, help="of the order in which they are")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--trust", action="store_true", help="the tests pass: don't look first")
    parser.add_argument("--survivors", action="store_true", help="print what nothing noticed")
    parser.add_argument("--kept", type=Path, default=FILE, help="where results are kept")
    given = parser.parse_args()
    chosen = [one for one in modules() if _is_chosen(one, given.paths)]
    known, found = Results(given.kept), list(cases(chosen))
    waiting = [case for case in _order(found, given.seed) if case not in known][: given.limit]
    if waiting and given.budget != 0:
        preload()
        if not given.trust and (broken := _broken(chosen, given.jobs)):
            print(*broken, sep="\n")
            return 1
        if given.budget is None and given.limit is None:
            tasks = [
                Task(case.module, case, likely)
                for case, likely in try_whole(waiting, known, given.jobs)
            ]
        else:
            tasks = [Task(case.module, case) for case in waiting]
        budget = float("inf") if given.budget is None else given.budget
        _try(tasks, known, given.jobs, monotonic() + budget)
    print(*lines(found, known, survivors=given.survivors), sep="\n")
    return 1 if below(found, known, ENOUGH) else 0


def _is_chosen(module: Module, patterns: list[str]) -> bool:
    return not patterns or any(
        fnmatchcase(module.path, pattern) or module.group == pattern for pattern in patterns
    )


def _order(found: list[Case], seed: int) -> list[Case]:
    """By chance, but always the same one, and the groups in turn."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        groups[case.module.group].append(case)
    place = {}
    for group, several in groups.items():
        Random(f"{seed} {group}").shuffle(several)
        place |= {case.key: number for number, case in enumerate(several)}
    return sorted(found, key=lambda case: (place[case.key], case.module.group))


def _broken(chosen: list[Module], jobs: int) -> list[str]:
    """Run each selection of tests as it is; gives what fails by itself."""
    selections = {module.tests: module for module in chosen}
    said = []

    def note(task: Task, verdict: Verdict) -> None:
        if verdict.failed is not None:
            path = task.module.path
            said.append(f"{verdict.said}\nunchanged, {path} fails {verdict.failed}")

    _in_turn([Task(one) for one in selections.values()], note, jobs, float("inf"))
    return said


def _try(tasks: list[Task], known: Results, jobs: int, until: float) -> None:
    survived: list[Task] = []

    def note(task: Task, verdict: Verdict) -> None:
        if verdict.unusable:
            raise RuntimeError(verdict.said)
        assert task.case is not None
        if task.likely and verdict.failed is None:
            survived.append(attrs.evolve(task, likely=[]))
        else:
            known.add(task.case, verdict.failed)

    _in_turn(tasks, note, jobs, until)
    _in_turn(survived, note, jobs, until)


@attrs.frozen
class Task:
    """Tests of a module, or some that are likely to notice, to be run with a mutant or without."""

    module: Module
    case: Case | None = None
    likely: list[str] = attrs.Factory(list)

    def arguments(self) -> list[str]:
        """As pytest is told of them."""
        return self.likely or self.module.arguments()


def _in_turn(
    tasks: list[Task], note: Callable[[Task, Verdict], None], jobs: int, until: float
) -> None:
    """So many at a time, each on a tree of its own; none is begun once the time is up."""
    queue = iter(tasks)
    with ExitStack() as stack:
        free = [stack.enter_context(closing(Tree())) for _ in range(jobs)]
        running: dict[Trial, tuple[Tree, Task]] = {}
        while True:
            while free and monotonic() < until and (task := next(queue, None)):
                tree = free.pop()
                if task.case is not None:
                    tree.change(task.module.path, task.case.mutant.source)
                running[Trial(tree, task.arguments(), PATIENCE)] = tree, task
            if not running:
                return
            select.select(list(running), [], [], 1.0)
            for trial in list(running):
                verdict = trial.verdict()
                if verdict is not None:
                    tree, task = running.pop(trial)
                    tree.restore()
                    free.append(tree)
                    note(task, verdict)


if __name__ == "__main__":
    sys.exit(main())
