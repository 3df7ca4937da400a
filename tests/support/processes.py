"""The processes that another one has started."""

from __future__ import annotations

from pathlib import Path


def children(pid: int | str | None = "self") -> list[int]:
    """Return a process's children; without a number, those of this one."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
