"""Trying a whole selection: the tests of a line, and mistakes in imported functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable

import pytest

from .mutants import mutants
from .patching import Functions, Name, changed
from .plan import ROOT, Module
from .results import Case, Results
from .surveying import Survey
from .whole import statement

FILE = "kept.py"


def living(source: str) -> dict[str, Callable[..., object]]:
    """Return the names of a module that was run as if from that file."""
    names: dict[str, Callable[..., object]] = {}
    exec(compile(source, FILE, "exec"), names)
    return names


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f():\n    return 1", "def f():\n    return 2"),
        ("class A:\n    def g(self):\n        return 1\nf = A().g", "return 2"),
        ("def e():\n    def f():\n        return 1\n    return f\nf = e()", "return 2"),
        ("def f():\n    def e():\n        return 1\n    return e()", "return 2"),
        ("def e(n=1):\n    return lambda: n + 0\nf = e()", "n + 1"),
        ("f = lambda: 1  # a\n", "lambda: 2"),
    ],
)
def test_function_with_a_mistake(before, after):
    """An imported function, and every reference to it, gets the mutant's code."""
    if "def f" not in after:
        after = before.replace({"n + 1": "n + 0"}.get(after, after.replace("2", "1")), after)
    function = living(before)["f"]
    other = changed(before, after)
    assert other is not None
    assert function() == 1
    assert Functions().put(FILE, before, other)
    assert function() == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1", "a = 2"),
        ("def f(a=1): ...", "def f(a=2): ..."),
        ("class A:\n    b = 1", "class A:\n    b = 2"),
        ("def f(a):\n    return lambda: a", "def f(a):\n    return lambda: 1"),
        ("f = g(lambda: 1, b=lambda: 2)", "f = g(lambda: 1)"),
    ],
)
def test_mistake_beside_functions(before, after):
    """Code that ran at the module's import can't be exchanged afterwards."""
    assert changed(before, after) is None


def test_function_that_nobody_holds():
    """A function that no longer exists, called at the import, can't be exchanged."""
    before, after = "def f(): return 1\ndel f", "def f(): return 2\ndel f"
    living(before)
    other = changed(before, after)
    assert other is not None
    assert list(other) == [Name("f", 0)]
    assert not Functions().put(FILE, before, other)


@pytest.mark.parametrize(
    ("line", "lines"),
    [(1, [1]), (2, [2, 3]), (4, [4, 5]), (6, [6]), (7, [7]), (8, [8])],
)
def test_statement(line, lines):
    """A test that runs any line of a statement may notice a mistake in it."""
    source = "a = 1\nif (a and\n    a):\n    f(\n    a)\ntry:\n    b()\nexcept A:\n    c()\n"
    assert [*statement(ast.parse(source), line, line)] == lines


def test_who_is_asked_about_a_line():
    """Recent noticers come first, then the quickest file, tests on a server last."""
    seconds = {"b::1": 9, "a::1": 1, "a::2": 1, "c::postgresql": 0.1, "d::1": 0.1, "e::1": 0.1}
    at = {("m.py", 1): [*seconds][:-1], ("m.py", 2): ["e::1"]}
    known = Survey(at, seconds, failed=["d::1"])
    assert known.running("m.py", [1], ["b::1", "e::1"]) == ["b::1", "a::1", "a::2", "c::postgresql"]
    assert known.running("m.py", [1, 2]) == ["e::1", "a::1", "a::2", "b::1", "c::postgresql"]


def test_survey_is_kept(tmp_path):
    """A survey is read as it was written."""
    known = Survey({("m.py", 1): ["a::1"]}, {"a::1": 0.5}, failed=[])
    known.write(tmp_path / "new" / "kept.json")
    assert Survey.read(tmp_path / "new" / "kept.json") == known


NOTICED = "tests/campaigns/mutation/test_whole.py::test_statement[1-lines0]"


@pytest.mark.parametrize(
    ("failed", "tests", "stands"),
    [
        (NOTICED, "other", True),
        (NOTICED.replace("statement", "gone"), "same", False),
        ("tests/campaigns/mutation/gone.py::test_statement", "same", False),
        (NOTICED + " (stopped)", "other", True),
        ("exit code 3", "other", True),
        (None, "same", True),
        (None, "other", False),
    ],
)
def test_how_long_a_result_stands(tmp_path, failed, tests, stands):
    """A noticed mutant stays noticed as long as the test exists, an unnoticed until one changes."""
    case = Case(Module("m.py", "cli", ()), mutants("a = 1")[0], "key", "same")
    Results(tmp_path / "kept").add(Case(case.module, case.mutant, "key", tests), failed)
    assert (case in Results(tmp_path / "kept")) is stands


SCRIPT = """
from pathlib import Path
from tests.campaigns.mutation.plan import Module
from tests.campaigns.mutation.results import Results, cases
from tests.campaigns.mutation.whole import try_whole

tests = ("tests/protocol/test_reply_match.py",)
module = Module("zhixiao_async/protocol/reply_match.py", "protocol", tests)
several = [*cases([module])]
known = Results(Path("{kept}"))
left = {{case.key for case, likely in try_whole(several, known, 1) if likely}}
print(sorted("left" if case.key in left else str(known[case])[:10] for case in several))
"""


def test_whole_module(tmp_path):
    """Mistakes in functions are tried at once; the others are returned with likely tests."""
    script = SCRIPT.format(kept=tmp_path / "kept")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    verdicts = ast.literal_eval(done.stdout.splitlines()[-1])
    assert {*verdicts} == {"left", "tests/prot", "None"}
