"""The encoding of a text file, found and named, and its text as UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from ...errors import InvalidRequest
from ...messages.text import Text
from .errors import BooksRefused

_PIECE = 1 << 22
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_MARK = ("utf-8", "gb18030")


def find_encoding(path: Path, given: str | None = None) -> str:
    """Return a file's encoding: by its mark, or the first that the whole file is valid in.

    Args:
        path: The file.
        given: Its encoding where the caller knows it.

    Raises:
        BooksRefused: The file isn't valid in it, or in any of those that are looked for.
        InvalidRequest: Python has no such encoding.
        OSError: The file can't be read.
    """
    if given is not None:
        try:
            codecs.lookup(given)
        except LookupError:
            raise InvalidRequest("encoding", Text("rule.not_encoding"), given=given) from None
    with path.open("rb") as file:
        beginning = file.read(4)
    marked = next((name for mark, name in _MARKS if beginning.startswith(mark)), None)
    candidates = [given or marked] if given or marked else _WITHOUT_MARK
    for name in candidates:
        if name and _is_valid(path, name):
            return name
    tried = ", ".join(name for name in candidates if name)
    raise BooksRefused(Text("books.no_encoding", source=path.name, tried=tried))


def _is_valid(path: Path, encoding: str) -> bool:
    pieces = utf8_pieces(path, encoding)
    try:
        # A zero byte is valid UTF-8, and what UTF-16 without its mark is full of.
        return not any(b"\0" in piece or not _is_utf8(piece) for piece in pieces)
    except UnicodeError:
        return False


def _is_utf8(piece: bytes) -> bool:
    try:  # three times as fast as Python's decoder
        pa.array([piece], pa.large_binary()).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def utf8_pieces(path: Path, encoding: str) -> Iterator[bytes]:
    """Yield a file's text as UTF-8, some megabytes at a time; UTF-8 itself isn't checked.

    Raises:
        UnicodeError: The file isn't of this encoding.
        OSError: The file can't be read.
    """
    if encoding == "utf-8":
        yield from _whole_characters(path)
        return
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _whole_characters(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, cut after an ASCII character wherever there is one."""
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            piece = rest + piece
            end = max(piece.rfind(b"\n"), piece.rfind(b",")) + 1
            rest = piece[end:]
            if end:
                yield piece[:end]
    yield rest
