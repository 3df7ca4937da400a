"""No import turns back: each module imports only what stands above it in ``import_order.txt``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .imports import FILES, OURS, everywhere, top

LINES = Path(__file__).with_name("import_order.txt").read_text("utf-8").splitlines()
PLACES = {name: number for number, name in enumerate(LINES) if not name.startswith("#")}


@cache
def place(module: str) -> int | None:
    """Return a module's place in the list; None if it isn't on it."""
    if module in PLACES:
        return PLACES[module]
    parts = module.split(".")
    prefixes = [".".join(parts[:length]) + ".*" for length in range(len(parts), 0, -1)]
    return next((PLACES[prefix] for prefix in prefixes if prefix in PLACES), None)


def below(module: str) -> set[str]:
    """Return what a module imports although it stands below it, or nowhere."""
    ours = {one for one in everywhere(module) if top(one) in OURS} - {module}
    return {one for one in ours if place(one) is None or place(one) > place(module)}


def test_every_module_is_on_the_list():
    """Every module has its place."""
    assert [module for module in FILES if place(module) is None] == []


def test_no_import_climbs():
    """A module imports nothing that stands below it in the list."""
    listed = [module for module in FILES if place(module) is not None]
    assert {module: names for module in listed if (names := below(module))} == {}


def test_async_never_imports_sync():
    """The async package doesn't know that there is a sync one."""
    assert [
        module
        for module in FILES
        if top(module) == "zhixiao_async" and "zhixiao_sync" in map(top, everywhere(module))
    ] == []
