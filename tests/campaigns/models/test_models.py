"""The models hold in every order of events, and fail without their parts.

``make models`` takes out every part; the suite only the first of each model.
"""

from __future__ import annotations

import pytest

from .spin import PARTS, check


@pytest.mark.parametrize("model", PARTS)
def test_model_holds(model):
    """A whole model has no error in any order of events."""
    checked = check(model)
    assert checked.states > 1000
    assert checked.errors == 0, checked.trail


@pytest.mark.parametrize("model", PARTS)
def test_model_fails_without_a_part(model):
    """A model fails without one of its parts, by an assertion, and the steps to it are told."""
    checked = check(model, PARTS[model][0])
    assert checked.errors >= 1
    assert "assertion violated" in checked.trail
