"""The gateway's days read for one comparison, where there is no export of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

from ...client import Client
from ...fields import Moment
from ..export.run import export_orders
from ..targets.target import Target

Source: TypeAlias = str | os.PathLike[str] | Target
"""An export."""

PREFIX = "zhixiao-orders-"
"""Of the temporary directory's name."""


@asynccontextmanager
async def exported(
    source: Client | Source, begin: Moment, end: Moment
) -> AsyncGenerator[Source, None]:
    """Yield an export as it is; export a client's days to a temporary directory for the block.

    Raises:
        ZhixiaoError: A day couldn't be read.
    """
    if not isinstance(source, Client):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        report = await export_orders(source, begin, end, folder)
        report.require_complete()
        yield Path(folder)
