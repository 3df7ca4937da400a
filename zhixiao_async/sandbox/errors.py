"""What the sandbox itself can fail with; what it answers to a merchant is in ``refusals``."""

from __future__ import annotations

from ..errors import ZhixiaoError


class CannotStart(ZhixiaoError):
    """The sandbox can't have what it needs: its port or its database file."""
