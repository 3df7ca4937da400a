"""The errors of exports: a day that couldn't be written, and one that isn't what was written."""

from __future__ import annotations

from ..errors import ZhixiaoError


class ExportFailed(ZhixiaoError):
    """A day couldn't be exported whole; what stood in its place is still there."""


class ExportDamaged(ZhixiaoError):
    """An exported day isn't what its receipt says: export it again."""
