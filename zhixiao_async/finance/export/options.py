"""Options of an export, spelled once for both packages."""

from __future__ import annotations

from typing import TypedDict

from ..targets.columns import Header
from .crew import Dask
from .run import Progress


class ExportOptions(TypedDict, total=False):
    """Keyword arguments of ``export_orders``; their meaning and defaults are documented there."""

    format: str
    header: Header | None
    workers: int
    dask: Dask
    limit: int
    recheck: int
    page_size: int
    progress: Progress | None
