"""The target that a text names."""

from __future__ import annotations

from pathlib import Path

from .directory import Directory
from .parquet import ParquetFormat
from .target import Target


def open_target(target: str | Path, file_format: str = "parquet") -> Target:
    """Return the target of a directory."""
    return Directory(Path(target), ParquetFormat())
