"""How to compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from ...checks import each, whole

MEMORY = 200_000_000
"""Bytes for DuckDB; pyarrow and Python need about as much beside."""


@attrs.frozen(kw_only=True)
class Options:
    """How to compare.

    Attributes:
        merchants: The merchants' ids; None for all that the export has.
        days_apart: Days that two partners may be apart, at most 31.
        personal: Whether records hold ``user_no``, ``user_name`` and ``remark``.
        pool: The file of rows without a partner.
        memory: Bytes that the database may hold; it spills the rest. At least 100 MB.
        threads: Its threads; as many as there are processors, up to four, if not given.

    Raises:
        InvalidRequest: A number out of its range, or merchants that are no sequence of texts.
    """

    merchants: Sequence[str] | None = attrs.field(default=None, validator=each(str))
    days_apart: int = attrs.field(default=1, validator=whole(minimum=0, maximum=31))
    personal: bool = False
    pool: Path | None = None
    memory: int = attrs.field(default=MEMORY, validator=whole(minimum=100_000_000, unit="bytes"))
    threads: int | None = attrs.field(default=None, validator=whole())
