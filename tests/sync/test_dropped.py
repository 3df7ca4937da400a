"""A client that goes out of use without ``close`` leaves no thread, descriptor or warning."""

from __future__ import annotations

import pytest

USES = [
    "deleted",
    "left",
    "in_a_cycle",
    "with_a_view_of_it",
    "in_the_middle_of_a_listing",
    "before_a_listing_began",
    "after_an_error",
]


@pytest.mark.parametrize("use", USES)
def test_nothing_is_left(gateway, run_forked, use):
    """After five clients their threads have ended, and no descriptor is left."""
    ended = run_forked("drops", use, gateway.base_url)
    assert (ended.code, ended.err, ended.out) == (0, "", "True\n")
