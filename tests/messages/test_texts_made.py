"""Every text that the packages make is in the tables, and every entry is made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import zhixiao_async
import zhixiao_sync
from zhixiao_async import errors
from zhixiao_async.errors.base import NUMBERS
from zhixiao_async.messages.catalogue import placeholders

from .tables import ENGLISH, FOLDER

ROOT = Path(zhixiao_async.__file__).parents[1]
ERRORS = {name for name in errors.__all__ if name[0].isupper()}
ERRORS |= {"refusal", "not_confirmed", "CannotStart", "AttemptFailed", "Unreadable"}
ERRORS |= {"in_doubt", "not_sent", "invalid", "changed"}  # the journal's and the listing's
MESSAGE = {
    "AttemptFailed": 1,
    "InvalidRequest": 1,
    "changed": 1,
    "in_doubt": 2,
    "invalid": 2,
    "not_confirmed": 1,
    "not_sent": 1,
    "refusal": 2,
}
"""The place of the argument that is told; of all others it is the first."""


@cache
def modules() -> dict[str, ast.Module]:
    """Return the packages' syntax trees by path, without the tables."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
        for package in (zhixiao_async, zhixiao_sync)
        for path in sorted(Path(package.__file__).parent.rglob("*.py"))
        if path.parent.parent != FOLDER
    }


@cache
def nodes() -> dict[str, list[ast.AST]]:
    """Return everything in each module."""
    return {path: list(ast.walk(module)) for path, module in modules().items()}


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of these by their bare names, and where it is."""
    for path, parts in nodes().items():
        for node in parts:
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield f"{path}:{node.lineno}", node


def texts_made() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of ``Text``, in the modules whose ``Text`` is that of the tables."""
    ours = {
        path
        for path, parts in nodes().items()
        for node in parts
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("messages.text")
        if any(alias.name == "Text" for alias in node.names)
    }
    for place, call in calls({"Text"}):
        if place.partition(":")[0] in ours:
            yield place, call


def strings(node: ast.AST) -> set[str]:
    """Return every string that is spelled out below a node."""
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def is_filled_in(call: ast.Call) -> bool:
    """Return whether a text is in the tables, and gets what it is filled in with."""
    keys = strings(call.args[0])
    given = {keyword.arg for keyword in call.keywords}
    return keys <= ENGLISH.keys() and (
        None in given or all(placeholders(ENGLISH[key]) == given for key in keys)
    )


def test_texts_are_in_the_tables():
    """Whatever text the packages make is there, and gets what it is filled in with."""
    made = dict(texts_made())
    assert len(made) > 100
    assert [place for place, call in texts_made() if not is_filled_in(call)] == []


def test_every_text_is_made():
    """No entry outlives the code that told it."""
    written = set().union(*map(strings, modules().values()))
    assert not ENGLISH.keys() - written - {f"error.{name}" for name in NUMBERS}


def is_spelled_out(call: ast.Call) -> bool:
    """Return whether the words that an error is made of are in the code."""
    at = MESSAGE.get(call.func.id, 0)
    return len(call.args) > at and isinstance(
        call.args[at], ast.Constant | ast.JoinedStr | ast.BinOp
    )


def test_errors_are_told_by_their_entries():
    """No error is made of words that only English has."""
    assert len(dict(calls(ERRORS))) > 100
    assert [place for place, call in calls(ERRORS) if is_spelled_out(call)] == []
