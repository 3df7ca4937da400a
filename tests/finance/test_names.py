"""Everything that finance offers is found in one place, in both packages."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import zhixiao_async.finance
import zhixiao_sync.finance

PACKAGES = [zhixiao_async.finance, zhixiao_sync.finance]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_each_name_is_there(package):
    """Each public name is found, and one that isn't says so as any module does."""
    found = {name: getattr(package, name) for name in package.__all__}
    # A folder or file of the same name would take its place as soon as it is imported.
    assert not [name for name, value in found.items() if inspect.ismodule(value)]
    parts = {path.stem for path in Path(package.__file__).parent.iterdir()}
    assert parts.isdisjoint(package.__all__)
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        package.nothing  # noqa: B018


def test_both_packages_have_the_same_names():
    """What is awaited in one blocks in the other, and the rest is the same."""
    assert zhixiao_sync.finance.__all__ == zhixiao_async.finance.__all__
    for name in zhixiao_async.finance.__all__:
        ours, theirs = getattr(zhixiao_async.finance, name), getattr(zhixiao_sync.finance, name)
        if inspect.iscoroutinefunction(ours):
            assert not inspect.iscoroutinefunction(theirs)
        else:
            assert ours is theirs
