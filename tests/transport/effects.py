"""The effects that a call can have, as tests are repeated for them."""

from __future__ import annotations

import pytest

from zhixiao_async import Effect, RetryPolicy

effects = pytest.mark.parametrize("effect", Effect, ids=lambda effect: effect.value)
changing = pytest.mark.parametrize(
    "effect", [Effect.KEYED, Effect.MONEY], ids=lambda effect: effect.value
)
ONCE = RetryPolicy(attempts=1)
