"""The plan in modules.toml: the mutated modules, and the tests that decide about each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from tests.support.places import ROOT

PACKAGES = ("zhixiao_async", "zhixiao_sync")

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("modules.toml").read_text("utf-8"))
AIMS: dict[str, float] = _TABLE["aims"]


@attrs.frozen
class Module:
    """A file that is mutated.

    Attributes:
        path: Path from the repository's root, with slashes.
        group: Name of the group whose aim it shares.
        tests: The files and folders of tests that decide, the quickest first.
    """

    path: str
    group: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        """The dotted name."""
        return self.path.removesuffix(".py").replace("/", ".")

    def source(self) -> str:
        """Return the module's text."""
        return (ROOT / self.path).read_text("utf-8")

    def arguments(self) -> list[str]:
        """Return its tests as pytest's arguments, without those that take too long."""
        slow = [path for path in _TABLE["slow"] if path not in self.tests]
        return [*self.tests, *(f"--ignore={path}" for path in slow)]


def modules() -> list[Module]:
    """Return every module that is mutated, by path."""
    return [module for module in map(_module, _paths()) if module is not None]


def _paths() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix()


def _module(path: str) -> Module | None:
    if _fits(path, _TABLE["none"]):
        return None
    for entry in _TABLE["of"]:
        if _fits(path, entry["modules"]):
            return Module(path, entry["group"], tuple(entry["tests"]))
    raise LookupError(f"modules.toml doesn't say which tests decide about {path}")


def _fits(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def named() -> list[str]:
    """Return every path and pattern in the table, so that a test can check that they exist."""
    entries = _TABLE["of"]
    several = [_TABLE["slow"], _TABLE["none"], *(entry["modules"] for entry in entries)]
    return sorted(
        {path for paths in [*several, *(entry["tests"] for entry in entries)] for path in paths}
    )


def digest(tests: Sequence[str]) -> str:
    """Return a hash of the tests' names, and of every file beside them: fixtures and helpers."""
    folders = {path if (ROOT / path).is_dir() else path.rpartition("/")[0] for path in tests}
    files = {file for folder in folders for file in (ROOT / folder).rglob("*.py")}
    found = sha256("\n".join(tests).encode())
    for file in sorted(files | set((ROOT / "tests").glob("*.py"))):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]
