"""The release check names whatever would make a release wrong."""

from __future__ import annotations

import pytest

from tools.release_check import (
    IN_SDIST,
    changelog_problems,
    moved_sources,
    project_version,
    sdist_problems,
    tag_problems,
    wheel_problems,
)

RELEASED = """\
# Changelog

## [0.2.0] - 2026-12-01

### Added

- A line.

## [0.1.0] - 2026-11-22
"""
SOURCES = {
    "zhixiao_async/__init__.py",
    "zhixiao_async/py.typed",
    "zhixiao_async/sandbox/pages/templates/console.html",
    "zhixiao_pytest.py",
    "zhixiao_sync/__init__.py",
    "zhixiao_sync/py.typed",
}
WHEEL = SOURCES | {
    "zhixiao-0.2.0.dist-info/METADATA",
    "zhixiao-0.2.0.dist-info/licenses/LICENSE",
}


def test_version_is_the_projects():
    """The version is read from the project table."""
    assert project_version('[project]\nname = "zhixiao"\nversion = "0.2.0"\n') == "0.2.0"


def test_moved_sources_are_the_projects():
    """What the wheel has under another name is read from the build's own settings."""
    settings = '[tool.hatch.build.targets.wheel.force-include]\n"a/b.py" = "c.py"\n'
    assert moved_sources(settings) == {"a/b.py": "c.py"}


def test_changelog_of_a_release():
    """A dated section with lines, and nothing unreleased, is in order."""
    assert changelog_problems(RELEASED, "0.2.0") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (RELEASED.replace("0.2.0", "0.3.0"), "has no section"),
        (RELEASED.replace(" - 2026-12-01", ""), "must end with"),
        (RELEASED.replace("2026-12-01", "2026-13-01"), "must end with"),
        (RELEASED.replace("2026-12-01", "20261201"), "must end with"),
        (RELEASED.replace("### Added\n\n- A line.\n", ""), "is empty"),
        (RELEASED.replace("## [0.2.0]", "## [Unreleased]\n\n## [0.2.0]"), "remove it"),
        (RELEASED.replace("## [0.2.0]", "## [Unreleased]\n\n- B.\n\n## [0.2.0]"), "to [0.2.0]"),
    ],
)
def test_changelog_that_is_not_ready(text, problem):
    """One problem is named: no section, no date, no line, or lines that are left unreleased."""
    [found] = changelog_problems(text, "0.2.0")
    assert problem in found


@pytest.mark.parametrize("at_head", [[], ["v0.2.0"], ["v0.2.0", "demo"]])
def test_tag_that_fits(at_head):
    """HEAD has the version's tag, or none yet; other tags don't matter."""
    assert tag_problems(at_head, ["v0.1.0", *at_head], "0.2.0") == []


@pytest.mark.parametrize(
    ("at_head", "everywhere", "problem"),
    [
        (["v0.1.0"], ["v0.1.0"], "HEAD is tagged v0.1.0, not v0.2.0"),
        (["0.2.0"], ["0.2.0"], "HEAD is tagged 0.2.0, not v0.2.0"),
        ([], ["v0.2.0"], "on another commit"),
    ],
)
def test_tag_that_contradicts(at_head, everywhere, problem):
    """HEAD is tagged as another version, or another commit as this one."""
    [found] = tag_problems(at_head, everywhere, "0.2.0")
    assert problem in found


def test_wheel_of_the_sources():
    """The wheel has each source file and nothing else but its own metadata."""
    assert wheel_problems(WHEEL, SOURCES) == []


@pytest.mark.parametrize(
    "name",
    ["zhixiao_sync/py.typed", "zhixiao_async/sandbox/pages/templates/console.html"],
)
def test_wheel_that_lacks_a_file(name):
    """A marker or a template that the build left out is named."""
    assert wheel_problems(WHEEL - {name}, SOURCES) == [f"the wheel lacks {name}"]


def test_wheel_lacks_a_marker_that_the_sources_lack():
    """Each package must have its py.typed, even if the file is gone from the source."""
    typed = "zhixiao_async/py.typed"
    assert wheel_problems(WHEEL - {typed}, SOURCES - {typed}) == [f"the wheel lacks {typed}"]


@pytest.mark.parametrize("name", ["tests/conftest.py", "zhixiao_async/left_over.py"])
def test_wheel_with_something_foreign(name):
    """A test, or a file that the source doesn't have, is named."""
    [found] = wheel_problems(WHEEL | {name}, SOURCES)
    assert f"the wheel has {name}" in found


def test_sdist():
    """The source distribution has the texts and the tests."""
    names = [f"zhixiao-0.2.0/{name}" for name in IN_SDIST]
    assert sdist_problems(names) == []
    assert sdist_problems(names[1:]) == [f"the sdist lacks {IN_SDIST[0]}"]
