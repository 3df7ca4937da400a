"""What can be imported is what ``__all__`` lists."""

from __future__ import annotations

import ast
import importlib
import inspect
from types import ModuleType

import pytest

import zhixiao_async
from tests.support.places import ROOT
from zhixiao_async import errors
from zhixiao_async.registry import ENDPOINTS

PACKAGES = [
    *["zhixiao_async", "zhixiao_async.endpoints", "zhixiao_async.notify"],
    *["zhixiao_async.store", "zhixiao_async.resolving", "zhixiao_async.journal"],
    "zhixiao_async.receipts",
    *["zhixiao_sync", "zhixiao_sync.notify"],
]
FILES = [ROOT / name.replace(".", "/") / "__init__.py" for name in PACKAGES]


@pytest.fixture(params=PACKAGES)
def package(request):
    """Each package whose names are for users."""
    return importlib.import_module(request.param)


def test_all_is_what_is_public(package):
    """Every public name is listed, and nothing else is."""
    public = {
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and name != "annotations"
    }
    assert set(package.__all__) == public


def test_all_names_each_once(package):
    """A name of another package's list isn't listed again."""
    assert len(package.__all__) == len(set(package.__all__))


@pytest.mark.parametrize("path", [*FILES, ROOT / "zhixiao_async" / "exports.py"], ids=str)
def test_list_is_sorted(path):
    """Constants come first, then classes, then functions, each by the alphabet."""

    def rank(name):
        return (0 if name.isupper() else 1 if name[0].isupper() else 2), name

    (listed,) = [
        ast.literal_eval(statement.value)
        for statement in ast.parse(path.read_text("utf-8")).body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets) == "__all__"
    ]
    assert listed == sorted(listed, key=rank)


def test_package_says_what_it_is(package):
    """Every package has a docstring."""
    assert package.__doc__


@pytest.mark.parametrize(
    "name",
    [name for name, value in vars(errors).items() if inspect.isclass(value) and name[0] != "_"][1:],
)
def test_every_error_is_public(name):
    """Whatever can be raised can be caught by name."""
    assert name in zhixiao_async.__all__ or getattr(errors, name).__module__ != errors.__name__


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_is_public(path):
    """Every request can be imported from the top."""
    assert ENDPOINTS[path].request.__name__ in zhixiao_async.__all__


@pytest.mark.parametrize("name", zhixiao_async.endpoints.__all__)
def test_endpoints_names_are_at_the_top(name):
    """What the document describes can be imported from the top."""
    assert getattr(zhixiao_async, name) is getattr(zhixiao_async.endpoints, name)
