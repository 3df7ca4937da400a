"""The pages name files, tests and headings that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.places import ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
OLD = {"CHANGELOG.md"}
"""A page about the past, whose files may be gone."""

NOT_OURS = re.compile(r"[*…]|user_balance|^re(quest|sult)\.json$|^(urls|env)\.py$")
"""Patterns, the invented endpoint of CONTRIBUTING.md, and files of the reader's own."""

PATH = re.compile(r"`([\w./*…-]+(?:\.(?:py|toml|pml|json|md)|/))(?:::(\w+))?`")
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)

page_by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def prose(page: Path) -> str:
    """Return a page's text without its programs and figures."""
    return FENCE.sub("", page.read_text("utf-8"))


def named_files(text: str) -> Iterator[tuple[str, str]]:
    """Yield each path of the text with the test named in it, if any."""
    yield from PATH.findall(text)


def mistakes(text: str) -> Iterator[str]:
    """Yield the paths of the text that lead nowhere, and the tests that aren't there.

    A path begins at the root, in tests/, docs/ or zhixiao_async/, or in a folder named before it.
    """
    folders = [ROOT, *(ROOT / name for name in ("tests", "docs", "zhixiao_async"))]
    for path, test in named_files(text):
        if NOT_OURS.search(path):
            continue
        file = next((start / path for start in folders if (start / path).exists()), None)
        if file is None:
            yield path
            continue
        folders.append(file if file.is_dir() else file.parent)
        if test and f"def {test}(" not in file.read_text("utf-8"):
            yield f"{path}::{test}"


@cache
def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the hosting platforms make them."""
    titles = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in OLD], ids=lambda page: page.name
)
def test_named_files_exist(page):
    """Each path in a page is a file or folder, and holds the test that is named in it."""
    assert list(mistakes(prose(page))) == []


@page_by_page
def test_links_lead_somewhere(page):
    """Each link inside the repository has its file and its heading."""
    missing = []
    for target, anchor in LINK.findall(prose(page)):
        if target.startswith(("http:", "https:")):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in headings(file)):
            missing.append(f"{target}#{anchor}")
    assert missing == []


def test_a_mistake_would_be_noticed():
    """A missing file, a missing test and a bare name in another folder are named."""
    text = "`tests/conftest.py`, `no/such.py`, `examples/conftest.py::nothing`, `test_readme.py`"
    assert list(mistakes(text)) == ["no/such.py", "examples/conftest.py::nothing"]


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("Makefile", r"(?:listing|sandbox|protocol|tests)/[\w/]+\.py"),
        ("noxfile.py", r'"(\w+(?:/[\w.]+)+)"'),
    ],
)
def test_settings_name_tests_that_exist(file, pattern):
    """The commands that choose some tests, or leave some out, name them by their paths."""
    paths = [
        path.removeprefix("tests/")
        for path in re.findall(pattern, (ROOT / file).read_text("utf-8"))
    ]
    assert paths
    assert [path for path in paths if not (ROOT / "tests" / path).exists()] == []


def test_reported_faults_name_their_tests():
    """The page of reported faults rests on more than a hundred tests."""
    page = ROOT / "docs" / "reported-faults.md"
    assert len([test for _, test in named_files(prose(page)) if test]) > 100


def test_glossary_names_what_there_is():
    """Each class that the glossary names is in the code."""
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    names = set(re.findall(r"`(?:\w+\.)?((?:[A-Z][a-z]+)+)\b[^`]*`", page))
    code = "".join(
        file.read_text("utf-8")
        for package in ("zhixiao_async", "zhixiao_sync")
        for file in (ROOT / package).rglob("*.py")
    )
    assert len(names) > 50
    assert {
        name for name in names if not re.search(rf"^class {name}\b", code, re.MULTILINE)
    } == set()
