"""The library's own version."""

from __future__ import annotations


def own_version() -> str:
    """Return the installed version; empty where the library runs from a bare checkout."""
    # Not at the top: it takes 10 ms, and most programs never ask.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("zhixiao")
    except PackageNotFoundError:
        return ""
