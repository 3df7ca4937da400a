"""A process that has imported and collected a selection of tests, and runs some of them in forks.

Most mistakes lie within a function, so they can be put into an imported function; then only the
tests that run its line are run. A mistake outside of functions needs a process of its own.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import NoReturn

import attrs
import pytest

from .patching import Functions, changed
from .surveying import Place, lines_run, survey, traced
from .trials import PYTEST, Tree, enter

_AN_HOUR = 3600.0


@attrs.frozen
class Question:
    """A mistake, and the tests that may notice it."""

    path: str
    before: str
    after: str
    lines: range
    tests: list[str]
    patience: float


@attrs.frozen
class Answer:
    """The test that failed, if any; not asked if the mistake can't be put in."""

    failed: str | None = None
    asked: bool = True


class Collected:
    """The process, as the campaign sees it; it takes one question at a time."""

    def __init__(self, arguments: list[str], survey_file: Path) -> None:
        self.tree = Tree()
        self.connection, other = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self.connection.close()
            _Inside(self.tree.path, other, survey_file).run(arguments)
        other.close()

    def ask(self, question: Question) -> None:
        """Send a question; the answer comes over the connection."""
        self.tree.change(question.path, question.after)
        self.connection.send(attrs.astuple(question))

    def answer(self) -> Answer:
        """Wait for the answer."""
        return Answer(*self.connection.recv())

    def close(self) -> None:
        """End the process."""
        self.connection.close()
        os.waitpid(self._pid, 0)
        self.tree.close()


class _Inside:
    """A pytest plugin that answers the questions in pytest's loop."""

    def __init__(self, tree: Path, connection: Connection, survey_file: Path) -> None:
        self._tree = tree
        self._connection = connection
        self._survey_file = survey_file
        self._coverage = traced(tree)
        self._imported: set[Place] = set()

    def run(self, arguments: list[str]) -> NoReturn:
        """Run pytest until no more questions come.

        Only plain values go through the connection: this module is imported anew in that tree.
        """
        try:
            with Path(os.devnull).open("w") as nowhere:
                for number in (1, 2):
                    os.dup2(nowhere.fileno(), number)
            enter(self._tree)
            self._coverage.start()
            pytest.main([*PYTEST, *arguments], plugins=[self])
        finally:
            os._exit(0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer questions, after a survey if there is none yet."""
        self._coverage.stop()
        self._imported = {*lines_run(self._coverage, self._tree)}
        if not self._survey_file.exists():
            _in_fork(lambda _: survey(session, self._tree).write(self._survey_file) or 0, _AN_HOUR)
        self._connection.send(None)
        tests = _Tests(session)
        gc.freeze()  # so that no fork searches the collected modules for garbage
        with suppress(EOFError):
            while True:
                answer = self._answer(Question(*self._connection.recv()), tests)
                self._connection.send(attrs.astuple(answer))
        return True

    def _answer(self, question: Question, tests: _Tests) -> Answer:
        other = changed(question.before, question.after)
        if other is None or any((question.path, line) in self._imported for line in question.lines):
            return Answer(asked=False)
        file = str(self._tree / question.path)

        def run(progress: Callable[[], None]) -> int:
            if not tests.functions.put(file, question.before, other):
                return _NOT_THERE
            return tests.run(question.tests, progress)

        code, ended = _in_fork(run, question.patience)
        if code in (0, _NOT_THERE):
            return Answer(asked=code == 0)
        if code == _FAILED:
            return Answer(question.tests[ended - 1])
        return Answer(f"{question.tests[ended]} (stopped)" if code is None else f"exit code {code}")


_FAILED, _NOT_THERE = 1, 2


class _Tests:
    """The tests of this process, and the functions that they may call."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        self.functions = Functions()

    def run(self, names: list[str], progress: Callable[[], None]) -> int:
        """Run tests until one fails; call ``progress`` after each."""
        for name, following in zip(names, [*names[1:], None], strict=True):
            item, after = self._items[name], following and self._items[following]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            progress()
            if self._session.testsfailed:
                return _FAILED
        return 0


def _in_fork(run: Callable[[Callable[[], None]], int], patience: float) -> tuple[int | None, int]:
    """Run a function in a fork; return the exit code, and the number of progress reports.

    The code is None if the fork was silent for more than ``patience`` seconds; then it is killed,
    with every process that it has started.
    """
    receiving, sending = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 3
        try:
            os.setsid()
            code = run(lambda: (os.write(sending, b"."), None)[1])
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    fork, count = os.pidfd_open(pid), 0
    try:
        while True:
            ready = select.select([receiving, fork], [], [], patience)[0]
            if receiving in ready:
                count += len(os.read(receiving, 4096))
            elif fork in ready or not ready:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                return (code if ready else None), count
    finally:
        for descriptor in (fork, receiving, sending):
            os.close(descriptor)
