"""The version is spelled in one place."""

from __future__ import annotations

from tests.support.places import ROOT
from tools.release_check import PACKAGES, project_version


def test_version_is_spelled_once():
    """Everything but pyproject.toml asks the installed distribution for it."""
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    version = project_version(pyproject)
    sources = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    sources += [ROOT / "Makefile", ROOT / ".ci" / "run", *(ROOT / "tools").glob("*.py")]
    assert pyproject.count(f'"{version}"') == 1
    assert [file for file in sources if version in file.read_text("utf-8")] == []
