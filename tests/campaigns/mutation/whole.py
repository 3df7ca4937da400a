"""All mutants of some modules, tried by processes that have collected the tests."""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import ExitStack, closing
from hashlib import sha256
from multiprocessing.connection import wait
from pathlib import Path

from .collected import Answer, Collected, Question
from .plan import PACKAGES, ROOT
from .results import Case, Results
from .surveying import FOLDER, Survey

_PATIENCE = 8.0
"""Seconds for a test, beyond five times its duration without a mutant."""
_LATELY = 3
"""Number of recent noticers of a module's mutants, which are asked first about the next."""

_LIKELY = 60
"""Number of tests asked first by a process of its own, which is quicker than collecting all."""

Left = tuple[Case, list[str]]
"""A mutant that needs a process of its own, and the test functions that are asked first."""


def try_whole(waiting: list[Case], known: Results, jobs: int) -> list[Left]:
    """Try mutants, keep their results, and return those that need a process of their own."""
    selections: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in sorted(waiting, key=lambda case: (case.module.path, case.mutant.line)):
        selections[case.module.tests].append(case)
    products = sha256()
    for file in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        products.update(file.read_bytes())
    left: list[Left] = []
    for several in selections.values():
        file = FOLDER / f"{products.hexdigest()[:16]}-{several[0].tests}.json"
        left += _Selection(several, known, file).run(jobs)
    return left


class _Selection:
    """Mutants with the same tests."""

    def __init__(self, several: list[Case], known: Results, file: Path) -> None:
        self._cases = deque(several)
        self._known = known
        self._file = file
        self._lately: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=_LATELY))
        self._trees = {case.module.path: ast.parse(case.module.source()) for case in several}
        self._left: list[Case] = []

    def run(self, jobs: int) -> list[Left]:
        """Try the mutants, ``jobs`` at a time."""
        arguments = self._cases[0].module.arguments()
        asked: dict[object, tuple[Collected, Case]] = {}
        with ExitStack() as stack:
            for _ in range(jobs):
                process = stack.enter_context(closing(Collected(arguments, self._file)))
                process.connection.recv()  # the tests are collected and surveyed
                survey = Survey.read(self._file)
                self._go_on(process, survey, asked)
            print(*(f"fails by itself: {name}" for name in survey.failed), sep="\n", flush=True)
            while asked:
                for connection in wait([process.connection for process, _ in asked.values()]):
                    process, case = asked.pop(connection)
                    self._note(case, process.answer())
                    self._go_on(process, survey, asked)
        return [(case, self._likely(case.module.path, survey)) for case in self._left]

    def _likely(self, path: str, survey: Survey) -> list[str]:
        """Return some quick tests that run a module's lines, which notice most mistakes."""
        lines = [line for file, line in survey.lines if file == path]
        names = survey.running(path, lines, self._lately[path])[:_LIKELY]
        return list(dict.fromkeys(name.partition("[")[0] for name in names))

    def _go_on(
        self, process: Collected, survey: Survey, asked: dict[object, tuple[Collected, Case]]
    ) -> None:
        while self._cases:
            case = self._cases.popleft()
            question = self._question(case, survey)
            if question.tests:
                asked[process.connection] = process, case
                return process.ask(question)
            self._left.append(case)
        return None

    def _question(self, case: Case, survey: Survey) -> Question:
        path, mutant = case.module.path, case.mutant
        lines = statement(self._trees[path], mutant.line, mutant.last)
        tests = survey.running(path, lines, self._lately[path])
        longest = max((survey.seconds[name] for name in tests), default=0)
        source, patience = case.module.source(), _PATIENCE + 5 * longest
        return Question(path, source, mutant.source, lines, tests, patience)

    def _note(self, case: Case, answer: Answer) -> None:
        if not answer.asked:
            self._left.append(case)
            return
        self._known.add(case, answer.failed)
        lately = self._lately[case.module.path]
        if answer.failed and answer.failed not in lately:
            lately.appendleft(answer.failed)


def statement(tree: ast.Module, first: int, last: int) -> range:
    """Return the lines of the smallest statement around these, without inner statements."""
    found = range(first, last + 1)
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt | ast.excepthandler)
        and node.lineno <= first
        and last <= (node.end_lineno or 0)
    ]
    for node in sorted(around, key=lambda node: -node.lineno)[:1]:
        end = node.end_lineno or last
        inner = [inner.lineno for inner in _body(node)]
        found = range(node.lineno, max(last, min([end, *(line - 1 for line in inner)])) + 1)
    return found


def _body(node: ast.AST) -> Iterable[ast.stmt]:
    body = getattr(node, "body", None)
    return body if isinstance(body, list) else []
