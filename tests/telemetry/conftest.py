"""An SDK that watches each test, and a gateway that misbehaves as scripted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.otel import Seen, watching
from tests.transport.conftest import (  # noqa: F401 - fixtures
    attempts,
    call,
    client,
    gateway,
    gateways,
    new_client,
    new_gateway,
    play,
    stack,
)
from tests.transport.faces import new_sync_client  # noqa: F401 - a fixture


@pytest.fixture
def seen() -> Iterator[Seen]:
    """Have an SDK of its own watch this test's calls."""
    with watching() as seen:
        yield seen
