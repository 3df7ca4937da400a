"""Errors of the sandbox itself; its answers to a merchant are in ``refusals``."""

from __future__ import annotations

from ..errors import ZhixiaoError


class CannotStart(ZhixiaoError):
    """The sandbox can't have its port or its database file."""
