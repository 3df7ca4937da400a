"""Every name that a file imports from the repository's own code is there.

The suite doesn't run the benchmarks, which need more than it has.
"""

from __future__ import annotations

import ast
from functools import cache
from symtable import symtable

import pytest

from tests.support.places import ROOT

from .imports import OURS, module_name, source, top

FOLDERS = {*OURS, "benchmarks", "docs", "examples", "tests"}
FILES = {
    module_name(path): path
    for folder in sorted(FOLDERS)
    for path in sorted((ROOT / folder).rglob("*.py"))
}


@cache
def imports(module: str) -> list[tuple[str, str]]:
    """Return what a module imports from our own code: pairs of a module and a name in it."""
    path = FILES[module]
    statements = [
        (source(node, module, path), node)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
    ]
    return [
        (base, alias.name)
        for base, node in statements
        for alias in node.names
        if top(base) in FOLDERS
    ]


@cache
def names(module: str) -> set[str]:
    """Return the names that a module binds."""
    symbols = symtable(FILES[module].read_text("utf-8"), module, "exec").get_symbols()
    bound = {
        symbol.get_name()
        for symbol in symbols
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }
    everything = (names(base) for base, name in imports(module) if name == "*")
    return bound.union(*everything)


def is_there(base: str, name: str) -> bool:
    """Return whether a module has a name, or is a folder that has such a module."""
    return name == "*" or f"{base}.{name}" in FILES or (base in FILES and name in names(base))


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_imported_names_are_there(folder):
    """No file of a folder imports a name that its module doesn't have."""
    modules = [module for module in FILES if top(module) == folder]
    found = [(module, *pair) for module in modules for pair in imports(module)]
    assert found
    assert [missing for missing in found if not is_there(*missing[1:])] == []
