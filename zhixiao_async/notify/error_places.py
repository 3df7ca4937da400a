"""Where an error came from: the user's own line, not one in a library."""

from __future__ import annotations

import os
import sysconfig
import traceback
from pathlib import Path

_FOLDER = Path(__file__).parents[2]
_OWN_FILES = tuple(f"{_FOLDER / name}{os.sep}" for name in ("zhixiao_async", "zhixiao_sync"))
_PYTHON_FILES = f"{sysconfig.get_path('stdlib')}{os.sep}"
_INSTALLED = {"site-packages", "dist-packages"}


def type_and_place(error: BaseException) -> str:
    """Return an error's type and the line of the user's own that it came from.

    That is the last line outside of libraries; the error's own text may be personal.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not is_library(frame.filename)]
    last = (own or frames)[-1:]
    place = "".join(f"@{Path(frame.filename).name}:{frame.lineno}" for frame in last)
    return f"{type(error).__name__}{place}"


def is_library(file: str) -> bool:
    """Return whether a file is Python's, an installed package's or this library's."""
    compiled = file.endswith(".pyx")  # and named without its folder; "<" begins generated code
    installed = not _INSTALLED.isdisjoint(Path(file).parts)
    return compiled or installed or file.startswith((*_OWN_FILES, _PYTHON_FILES, "<"))
