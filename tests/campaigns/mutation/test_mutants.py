"""The mutation campaign itself: its mutants, its plan, its results and its aims."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from .mutants import mutants
from .plan import PACKAGES, ROOT, Module, digest, modules, named
from .report import EXPLAINED, below, explains
from .results import Case, Results
from .trials import TestRun

MISTAKES = {
    "a < b": ["a <= b"],
    "a is not b": ["a is b"],
    "a in (b)": ["a not in (b)"],
    "0 < a <= 9": ["0 < a < 9", "0 <= a <= 9", "0 < a <= 10", "1 < a <= 9"],
    "a and b or c": ["a and b and c", "a or b or c"],
    "not a": ["(a)"],
    "a + 1": ["a + 2", "a - 1"],
    "'a' + b": ["'XXaXX' + b"],
    "f'{a:d} b'": [],
    "x = 'some prose'": [],
    "x = 'BEGIN NOW'": ["x = 'BEGIN'"],
    "x = True": ["x = False"],
    "x: int = 5": ["x: int = 6"],
    "x = f(a, b=c)": ["x = None", "x = f(a, )"],
    "x += 2": ["pass", "x += 3", "x -= 2"],
    "max(a)": ["min(a)", "pass"],
    "a if b else c": ["a if (not (b)) else c"],
    "(a, b)": ["(a, )", "(b)"],
    "{**a, 'b': c}": ["{'b': c}", "{**a, 'XXbXX': c}", "{**a, }"],
    "def f():\n    'Prose.'\n    return a": ["return None"],
    "def f(a: 'str' = 1): ...": ["def f(a: 'str' = 2): ..."],
    "raise A": ["pass"],
    "while a:\n    break": ["continue", "while (not (a)):"],
    "try:\n    f()\nexcept (A, B):\n    g()": [
        "except (A, ):",
        "except (B):",
        "pass",
        "pass",
    ],
    "if TYPE_CHECKING:\n    a < b": [],
    "class A(Protocol):\n    a = 1": [],
    "@overload\ndef f(a=1): ...": [],
    "__all__ = ['a']": [],
    "P = ParamSpec('P')": [],
    "'Seconds.'": [],
}


@pytest.mark.parametrize("source", MISTAKES)
def test_mistakes(source):
    """A line's mistakes are each made once, and declarations have none."""
    found = [
        mutant for mutant in mutants(source) if mutant.now.strip("()") != mutant.was.strip("()")
    ]
    assert sorted(mutant.now for mutant in found) == sorted(MISTAKES[source])


def test_mutant_keeps_the_rest():
    """A mutant keeps the other lines, whatever characters are in them."""
    source = "a = '学费'\nb = ('费', 1)  # 费\nc = 2\n"
    changed = {mutant.source for mutant in mutants(source) if mutant.line == 2}
    assert "a = '学费'\nb = ('费', 2)  # 费\nc = 2\n" in changed


def test_every_module_has_its_tests():
    """Every file is in the plan, but for pages, tables of texts, and files that only re-export."""
    covered = {module.path for module in modules()} | {"zhixiao_async/sandbox/pytest_plugin.py"}
    files = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    left = {path for path in files - covered if not path.endswith(("__init__.py", "__main__.py"))}
    texts = {path for path in left if path.endswith(("/en.py", "/zh.py"))}
    folders = {path.rpartition("/")[0] for path in left - texts}
    assert folders == {"zhixiao_async/sandbox/pages", "zhixiao_sync/django/migrations"}
    assert covered.isdisjoint(path for path in files if path.endswith(("/en.py", "/zh.py")))


@pytest.mark.parametrize("group", ["cli", "journal", "notify", "sandbox", "store"])
def test_groups(group):
    """The modules of a folder are in the group of its name."""
    groups = {
        module.group for module in modules() if module.path.startswith(f"zhixiao_async/{group}/")
    }
    assert groups == {group}


@pytest.mark.parametrize("path", named())
def test_table_names_what_is_there(path):
    """A file that was moved is moved in the table as well."""
    assert list(ROOT.glob(path))


@pytest.mark.parametrize("path", [path for path in EXPLAINED if path != "anywhere"])
def test_explained_mutants_exist(path):
    """Every explained mutant is still a mutant of its module."""
    of_module = mutants((ROOT / path).read_text("utf-8"))
    stale = [
        entry
        for entry in EXPLAINED[path]
        if not any(explains(entry, mutant) for mutant in of_module)
    ]
    assert stale == []


def test_results_are_kept_until_something_changes(tmp_path):
    """A result is found again by the same mutant, not by the same line of another source."""
    module = Module("m.py", "cli", ("tests/campaigns/mutation",))
    first, second = mutants("a = 1\n"), mutants("a = 1\nb = 2\n")
    cases = [
        Case(module, mutant, key) for mutant, key in zip([*first, *second], "abc", strict=True)
    ]
    Results(tmp_path / "kept").add(cases[0], None)
    kept = Results(tmp_path / "kept")
    assert [case in kept for case in cases] == [True, False, False]
    assert kept[cases[0]] is None


@pytest.mark.parametrize(("killed", "short"), [(9, []), (8, ["cli"])])
def test_share_of_a_group(tmp_path, killed, short):
    """A group is below its aim once enough was tried and too little was noticed."""
    module = Module("m.py", "cli", ())
    several = mutants("".join(f"a{n} = {n}\n" for n in range(10)))
    cases = [Case(module, mutant, str(n)) for n, mutant in enumerate(several)]
    results = Results(tmp_path / "kept")
    for case in cases:
        results.add(case, "test" if int(case.key) < killed else None)
    assert below(cases, results, 10) == short
    assert below(cases, results, 11) == []


def test_run_that_tries_one(tmp_path):
    """A short run on one module reports that its tests notice the mutant."""
    command = [sys.executable, "-m", "tests.campaigns.mutation", "zhixiao_async/protocol/cipher.py"]
    options = ["--limit", "1", "--jobs", "1", "--trust", "--kept", tmp_path / "kept"]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True)
    tried, killed = map(int, re.findall(r"(\d+) tried +(\d+) killed", done.stdout)[-1])
    assert tried == killed == 1, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "said", "unusable"),
    [
        (1, "FAILED tests/a.py::test_a - assert 1", False),
        (4, "ImportError while loading conftest 'tests/conftest.py'.", False),
        (4, "ERROR: found no collectors for tests/a.py::test_a", False),
        (4, "ERROR: file or directory not found: tests/a.py", True),
        (5, "no tests ran", True),
    ],
)
def test_tests_that_were_not_asked(code, said, unusable):
    """Refused arguments say nothing about the mutant, but tests that fail to import do."""
    assert TestRun(code, 1.0, said).unusable is unusable


def test_another_test_of_the_same_folder():
    """Another test in the same folder has unnoticed mutants tried again."""
    assert digest(["tests/client/test_fen.py"]) != digest(["tests/config/test_urls.py"])
