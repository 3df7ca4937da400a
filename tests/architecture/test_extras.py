"""An extra is imported in its own corner, and never by a package's ``__init__``."""

from __future__ import annotations

import tomllib

import pytest

from tests.support.places import ROOT

from .imports import CORE, FILES, at_the_top, everywhere, foreign

FOLDERS = {
    "click": {"zhixiao_async.cli"},
    "django": {"zhixiao_sync.django", "zhixiao_async.notify.django"},
    "duckdb": {"zhixiao_async.finance"},
    "rich": {"zhixiao_async.cli"},
    "pyarrow": {"zhixiao_async.finance"},
    "python_calamine": {"zhixiao_async.finance"},
    "sqlalchemy": {
        "zhixiao_async.store",
        "zhixiao_async.finance.targets.sql",
        "zhixiao_sync.store",
    },
}
"""Extras that whole folders are written with.

SQLAlchemy has the stores of both packages, and an export, which has nothing in common with them: a
store is a part of the caller's transaction, on an engine of the caller's, and an export makes its
own engine and its own transactions.

Django has an app, and the view alone, which the app uses.
"""


def home(extra: str, module: str) -> str:
    """Where a module uses an extra: its own name, or the folder that the extra belongs to."""
    folders = FOLDERS.get(extra, set())
    return next((folder for folder in folders if module.startswith(f"{folder}.")), module)


def test_extra_dependency_has_one_home():
    """A dependency that isn't core is imported by one file, or by the files of its folders.

    A file is the rule: whoever imports it knows what it needs. The command line's folder is the
    exception, as each command is a function under click's decorators.
    """
    users: dict[str, set[str]] = {}
    for module in FILES:
        for extra in foreign(everywhere(module)):
            users.setdefault(extra, set()).add(home(extra, module))
    files = {extra: homes for extra, homes in users.items() if extra not in FOLDERS}
    assert {extra: homes for extra, homes in files.items() if len(homes) > 1} == {}
    assert {extra: homes for extra, homes in users.items() if extra in FOLDERS} == FOLDERS


def test_extra_dependency_is_imported_at_the_top():
    """It is imported at the file's top, so that the file fails at once without it."""
    late = {one: foreign(everywhere(one)) - foreign(at_the_top(one)) for one in FILES}
    assert {one: extras for one, extras in late.items() if extras} == {}


@pytest.mark.parametrize(
    "package", [name for name, path in FILES.items() if path.name == "__init__.py"]
)
def test_package_imports_without_extras(package):
    """No package needs an extra to be imported: whoever wants one imports its file."""
    reached, waiting = set(), {package}
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting |= {one for one in at_the_top(module) if one in FILES} - reached
    assert {one: foreign(at_the_top(one)) for one in reached if foreign(at_the_top(one))} == {}


def test_core_is_what_the_project_declares():
    """The dependencies called core here are those that pyproject.toml demands."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {one.split(">")[0] for one in project["dependencies"]} == CORE - {"yarl"}
