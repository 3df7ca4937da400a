"""The packages' modules, and what each of them imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.support.places import ROOT

OURS = {"zhixiao_async", "zhixiao_sync"}
CORE = {"aiohttp", "attrs", "cattrs", "cryptography", "msgspec", "pybase64", "yarl"}
"""Needed at run time; yarl is the type of aiohttp's own URLs and comes with it."""


def module_name(path: Path) -> str:
    """Return a file's dotted name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    module_name(path): path for one in sorted(OURS) for path in sorted((ROOT / one).rglob("*.py"))
}


@cache
def tree(module: str) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(FILES[module].read_text("utf-8"))


def source(node: ast.ImportFrom, module: str, path: Path) -> str:
    """Return the module that a ``from … import`` in a module names, a relative one resolved."""
    if not node.level:
        return node.module or ""
    above = module.split(".")
    drop = node.level - (path.name == "__init__.py")
    return ".".join([*above[: len(above) - drop], *([node.module] if node.module else [])])


def imported(module: str, nodes: Iterable[ast.AST]) -> set[str]:
    """Return the modules that these statements import, relative ones resolved."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = source(node, module, FILES[module])
            inner = {f"{base}.{alias.name}" for alias in node.names} & set(FILES)
            whole = len(inner) < len(node.names)
            found |= inner | ({base} if whole else set())
    return found


@cache
def everywhere(module: str) -> set[str]:
    """Return what a module imports, inside its functions too."""
    return imported(module, ast.walk(tree(module)))


@cache
def at_the_top(module: str) -> set[str]:
    """Return what importing a module imports."""
    return imported(module, tree(module).body)


def top(module: str) -> str:
    """Return the distribution that a module belongs to."""
    return module.partition(".")[0]


def foreign(names: set[str]) -> set[str]:
    """Return the distributions among these that are neither Python's, nor ours, nor core."""
    return {top(name) for name in names} - set(sys.stdlib_module_names) - OURS - CORE
