"""Every small, plausible mistake in the code is noticed by a test.

    python -m tests.campaigns.mutation [PATH or GROUP …] [--budget SECONDS] [--survivors]

Each mutant is tried on a copy of the repository, by the tests that ``modules.toml`` names. Prints
the share of noticed mutants, by module and group. Exits with 1 if a group is below its aim. There
are 12,000 mutants: most take tenths of a second, the others a pytest of their own. Results are kept
in ``.mutation/``, so that a stopped run goes on where it was.

Without a budget or a limit the tests are first surveyed for the lines that they run.
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
from .trials import TestRun, Tree, Trial, preload
from .whole import try_whole

PATIENCE = 600
"""Seconds for all tests of a mutant; pytest itself stops a hanging test after 60."""
ENOUGH = 40
"""Number of tried mutants of a group from which its share is compared with the aim."""


def main() -> int:
    """Run the campaign; return 1 if a group is below its aim."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.mutation", description=__doc__.partition("\n")[0]
    )
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
    chosen = [module for module in modules() if _is_chosen(module, given.paths)]
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
    """Shuffle by the seed, and take the groups in turn."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        groups[case.module.group].append(case)
    place = {}
    for group, several in groups.items():
        Random(f"{seed} {group}").shuffle(several)
        place |= {case.key: number for number, case in enumerate(several)}
    return sorted(found, key=lambda case: (place[case.key], case.module.group))


def _broken(chosen: list[Module], jobs: int) -> list[str]:
    """Run each selection of tests without a mutant; return what fails by itself."""
    selections = {module.tests: module for module in chosen}
    broken = []

    def note(task: Task, run: TestRun) -> None:
        if run.failed is not None:
            path = task.module.path
            broken.append(f"{run.output}\nunchanged, {path} fails {run.failed}")

    _in_turn([Task(module) for module in selections.values()], note, jobs, float("inf"))
    return broken


def _try(tasks: list[Task], known: Results, jobs: int, until: float) -> None:
    survived: list[Task] = []

    def note(task: Task, run: TestRun) -> None:
        if run.unusable:
            raise RuntimeError(run.output)
        assert task.case is not None
        if task.likely and run.failed is None:
            survived.append(attrs.evolve(task, likely=[]))
        else:
            known.add(task.case, run.failed)

    _in_turn(tasks, note, jobs, until)
    _in_turn(survived, note, jobs, until)


@attrs.frozen
class Task:
    """A module's tests, or those likely to notice, to be run with a mutant or without."""

    module: Module
    case: Case | None = None
    likely: list[str] = attrs.Factory(list)

    def arguments(self) -> list[str]:
        """Return the tests as pytest's arguments."""
        return self.likely or self.module.arguments()


def _in_turn(
    tasks: list[Task], note: Callable[[Task, TestRun], None], jobs: int, until: float
) -> None:
    """Run several at a time, each on a tree of its own; begin none once the time is up."""
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
                run = trial.result()
                if run is not None:
                    tree, task = running.pop(trial)
                    tree.restore()
                    free.append(tree)
                    note(task, run)


if __name__ == "__main__":
    sys.exit(main())
