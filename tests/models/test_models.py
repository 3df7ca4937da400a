"""The models hold in every order of events, and fail without any of their parts."""

from __future__ import annotations

import pytest

from .spin import PARTS, check


@pytest.mark.parametrize("model", PARTS)
def test_model_holds(model):
    """Nothing happens twice and nothing is forgotten, whatever goes wrong and when."""
    checked = check(model)
    assert checked.states > 1000
    assert checked.errors == 0, checked.trail


@pytest.mark.parametrize(
    ("model", "part"), [(model, part) for model, parts in PARTS.items() for part in parts]
)
def test_model_fails_without(model, part):
    """Each part is needed: what it is there to prevent happens without it."""
    checked = check(model, part)
    assert checked.errors >= 1
    assert "assertion violated" in checked.trail
