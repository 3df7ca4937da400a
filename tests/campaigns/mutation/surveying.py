"""The survey: which tests run which lines, and for how long."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Self

import attrs
import pytest
from coverage import Coverage

from .plan import PACKAGES, ROOT

FOLDER = ROOT / ".mutation" / "surveys"
_SERVERS = ("postgresql", "mariadb")
"""Words in the names of tests on a server, which take longer than those on a file."""

Place = tuple[str, int]
"""Path of a file from the repository's root, and a line of it."""


def traced(tree: Path) -> Coverage:
    """Return a tracer of that tree's packages."""
    sources = [str(tree / package) for package in PACKAGES]
    return Coverage(data_file=None, config_file=False, source=sources, concurrency=["thread"])


def lines_run(coverage: Coverage, tree: Path) -> dict[Place, list[str]]:
    """Return each line that was run, with the tests that ran it."""
    data, found = coverage.get_data(), {}
    for file in data.measured_files():
        path = Path(file).relative_to(tree).as_posix()
        for line, contexts in data.contexts_by_lineno(file).items():
            found[path, line] = [context for context in contexts if context]
    return found


@attrs.frozen
class Survey:
    """The tests of a selection without a mutant.

    Attributes:
        lines: Names of the tests that run each line.
        seconds: Duration of each test.
        failed: Names of tests that fail by themselves, and so can't decide.
    """

    lines: dict[Place, list[str]]
    seconds: dict[str, float]
    failed: list[str]

    def running(self, path: str, lines: Iterable[int], lately: Iterable[str] = ()) -> list[str]:
        """Return the tests that run one of these lines: recent noticers first, then the quickest.

        Tests of one file stay together, since they share fixtures.
        """
        found = {name for line in lines for name in self.lines.get((path, line), ())}
        found -= {*self.failed}
        files: dict[str, float] = defaultdict(float)
        for name in found:
            files[_file(name)] += self.seconds[name]
        order = {name: number for number, name in enumerate(self.seconds)}
        first = [name for name in lately if name in found]
        rest = sorted(
            found - {*first}, key=lambda name: (_is_slow(name), files[_file(name)], order[name])
        )
        return [*first, *rest]

    def write(self, file: Path) -> None:
        """Write the survey for the next run."""
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = [[*place, names] for place, names in self.lines.items()]
        kept = {"lines": lines, "seconds": self.seconds, "failed": self.failed}
        half = file.with_suffix(".half")
        half.write_text(json.dumps(kept), "utf-8")
        half.replace(file)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a survey."""
        kept = json.loads(file.read_text("utf-8"))
        lines = {(path, line): names for path, line, names in kept["lines"]}
        return cls(lines, kept["seconds"], kept["failed"])


def _file(name: str) -> str:
    return name.partition("::")[0]


def _is_slow(name: str) -> bool:
    return any(word in name for word in _SERVERS)


def survey(session: pytest.Session, tree: Path) -> Survey:
    """Run every test once, and record the lines it runs."""
    coverage = traced(tree)
    seconds: dict[str, float] = {}
    failed = []
    coverage.start()
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        coverage.switch_context(item.nodeid)
        before, began = session.testsfailed, perf_counter()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        seconds[item.nodeid] = perf_counter() - began
        if session.testsfailed > before:
            failed.append(item.nodeid)
    coverage.stop()
    return Survey(lines_run(coverage, tree), seconds, failed)
