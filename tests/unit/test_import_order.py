"""No import turns back: each module imports only what stands above it in the list below."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest

import zhixiao_async

ROOT = Path(zhixiao_async.__file__).parents[1]

# From the ground up. A name that ends in .* stands for a package and all that is below it, but
# for what is listed itself. A new module gets its line where its imports allow it.
ORDER = [
    "zhixiao_async._moments",
    "zhixiao_async._text",
    "zhixiao_async._passing",
    "zhixiao_async.errors",
    "zhixiao_async._either",
    "zhixiao_async._numbers",
    "zhixiao_async._urls",
    "zhixiao_async._secret",
    "zhixiao_async._environment",
    "zhixiao_async._proxies",
    "zhixiao_async.config",
    "zhixiao_async.connections",
    "zhixiao_async.fields",
    "zhixiao_async._shown",
    "zhixiao_async._checks",
    "zhixiao_async.registry",
    "zhixiao_async.endpoints.codes",
    "zhixiao_async.endpoints.*",
    "zhixiao_async._digests",
    "zhixiao_async._rows",
    "zhixiao_async._codec",
    "zhixiao_async._cipher",
    "zhixiao_async._envelope",
    "zhixiao_async._identity",
    "zhixiao_async._outcome",
    "zhixiao_async._retry_after",
    "zhixiao_async._sockets",
    "zhixiao_async._sessions",
    "zhixiao_async._under_way",
    "zhixiao_async._transport",
    "zhixiao_async._retry",
    "zhixiao_async._exchange",
    "zhixiao_async._methods",
    "zhixiao_async._waiting",
    "zhixiao_async._windows",
    "zhixiao_async._ids",
    "zhixiao_async._seen",
    "zhixiao_async._looking",
    "zhixiao_async._reading",
    "zhixiao_async._ahead",
    "zhixiao_async._paging",
    "zhixiao_async.settling.settlement",
    "zhixiao_async.settling.terms",
    "zhixiao_async.settling.looks",
    "zhixiao_async.settling.refunds",
    "zhixiao_async.settling.watch",
    "zhixiao_async.settling.settle",
    "zhixiao_async.settling",
    "zhixiao_async.client",
    "zhixiao_async.store.tables",
    "zhixiao_async.store.clock",
    "zhixiao_async.store.protocol",
    "zhixiao_async.store.results",
    "zhixiao_async.store.threads",
    "zhixiao_async.store.lanes",
    "zhixiao_async.store.guarded",
    "zhixiao_async.store.sqlite_rows",
    "zhixiao_async.store.sqlite",
    "zhixiao_async.store.forks",
    "zhixiao_async.store.statements",
    "zhixiao_async.store.watching",
    "zhixiao_async.store.sql_rows",
    "zhixiao_async.store.sql_schema",
    "zhixiao_async.store.sql",
    "zhixiao_async.store",
    "zhixiao_async.journal.entry",
    "zhixiao_async.journal.sending",
    "zhixiao_async.journal.books",
    "zhixiao_async.journal.order_ids",
    "zhixiao_async.journal.alike",
    "zhixiao_async.journal.resuming",
    "zhixiao_async.journal.journal",
    "zhixiao_async.journal",
    "zhixiao_async.notify.receiver",
    "zhixiao_async.notify.payment",
    "zhixiao_async.notify.confirming",
    "zhixiao_async.notify.pruning",
    "zhixiao_async.notify.counts",
    "zhixiao_async.notify.inbox",
    "zhixiao_async.notify.service",
    "zhixiao_async.notify.sweeping",
    "zhixiao_async.notify",
    "zhixiao_async.notify.*",
    "zhixiao_async",
    "zhixiao_async.sandbox.*",
    "zhixiao_async.cli.*",
    "zhixiao_sync.*",
]
# Needed at run time; yarl is the type of aiohttp's own URLs and comes with it.
CORE = {"aiohttp", "attrs", "cattrs", "cryptography", "msgspec", "pybase64", "yarl"}
OURS = {"zhixiao_async", "zhixiao_sync"}


def module_name(path: Path) -> str:
    """A file's dotted name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    module_name(path): path for one in sorted(OURS) for path in sorted((ROOT / one).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in FILES.items()}


def place(module: str) -> int | None:
    """A module's place in the list; None if it isn't on it."""
    if module in ORDER:
        return ORDER.index(module)
    parts = module.split(".")
    prefixes = [".".join(parts[:length]) + ".*" for length in range(len(parts), 0, -1)]
    return next((ORDER.index(prefix) for prefix in prefixes if prefix in ORDER), None)


def imported(module: str, nodes: list[ast.AST]) -> set[str]:
    """The modules that these statements import, relative ones resolved."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".")
                drop = node.level - (FILES[module].name == "__init__.py")
                base = ".".join([*above[: len(above) - drop], *([base] if base else [])])
            inner = {f"{base}.{alias.name}" for alias in node.names} & set(FILES)
            whole = len(inner) < len(node.names)
            found |= inner | ({base} if whole else set())
    return found


def everywhere(module: str) -> set[str]:
    """What a module imports, inside its functions too."""
    return imported(module, list(ast.walk(TREES[module])))


def at_the_top(module: str) -> set[str]:
    """What importing a module imports."""
    return imported(module, TREES[module].body)


def foreign(names: set[str]) -> set[str]:
    """The distributions among these that are neither Python's, nor ours, nor core."""
    tops = {name.split(".")[0] for name in names}
    return tops - set(sys.stdlib_module_names) - OURS - CORE


EXTRAS = sorted({one for module in FILES for one in foreign(everywhere(module))})


@pytest.mark.parametrize("module", FILES)
def test_module_is_on_the_list(module):
    """Every module has its place."""
    assert place(module) is not None


@pytest.mark.parametrize("module", FILES)
def test_import_does_not_climb(module):
    """A module imports nothing that stands below it in the list."""
    ours = {one for one in everywhere(module) if one.split(".")[0] in OURS} - {module}
    assert {one for one in ours if place(one) is None or place(one) > place(module)} == set()


@pytest.mark.parametrize("module", [one for one in FILES if one.startswith("zhixiao_async")])
def test_async_never_imports_sync(module):
    """The async package doesn't know that there is a sync one."""
    assert not {one for one in everywhere(module) if one.split(".")[0] == "zhixiao_sync"}


def test_extra_dependency_has_one_file():
    """A dependency that isn't core is imported by exactly one file."""
    users = {extra: [one for one in FILES if extra in foreign(everywhere(one))] for extra in EXTRAS}
    assert {extra: files for extra, files in users.items() if len(files) > 1} == {}


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
