"""The adapters whose frameworks not every Python has: each takes a service of its own package."""

from __future__ import annotations

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.notify import quart, sanic, tornado


class Blocking:
    """A service of zhixiao_sync, as an adapter sees it."""

    def answer(self, method, body, *, read_before=None):
        raise AssertionError


@pytest.mark.parametrize("adapter", [quart, sanic, tornado])
def test_service_of_the_other_package(adapter):
    """A service that would block the event loop is refused when the view is made."""
    with pytest.raises(InvalidRequest, match="service must be of zhixiao_async here"):
        adapter.notification_view(Blocking())
