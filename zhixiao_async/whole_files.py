"""Files that are replaced whole: a reader sees the old one or the new one, after any crash."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import attrs

_UNFINISHED = "*.*.????????"
_LONGEST = 24 * 60 * 60
"""Seconds that nobody writes a file for: one takes minutes, and a clock may be wrong by hours."""


@attrs.frozen
class FileState:
    """A file's length in bytes and its hash in hex."""

    size: int
    sha256: str


def state_of(path: Path) -> FileState:
    """Read a file's length and hash.

    Raises:
        OSError: It can't be read.
    """
    digest = sha256()
    size = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    return FileState(size, digest.hexdigest())


def replace(path: Path, scratch: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside, and put it in the place of another when all of it is on the disk.

    Args:
        path: Where it belongs; its folder is made.
        scratch: The folder for the unfinished file, of the same file system.
        write: Writes it, given a path that nobody else uses, and checks what it wrote.

    Raises:
        OSError: Such as a full disk. The unfinished file is removed, and the old one stands.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    make_folder(path.parent)
    unfinished = scratch / f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        write(unfinished)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace_text(path: Path, scratch: Path, text: str) -> None:
    """Put a text in the place of a file; as :func:`replace`."""
    replace(path, scratch, lambda unfinished: _write_text(unfinished, text))


def remove_leftovers(scratch: Path) -> None:
    """Remove the unfinished files of processes that were killed: those untouched for a day.

    A younger one may be another process's, which is writing it now. What can't be removed stays.
    """
    with suppress(OSError):
        for path in scratch.glob(_UNFINISHED):
            if time.time() - path.stat().st_mtime > _LONGEST:
                path.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, which a crash doesn't take away again."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have a folder's entries written to the disk; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
