"""A text file in blocks that end where a line ends, outside of quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs

from ...messages.text import Text
from .errors import BooksRefused

_BLOCK = 1 << 23
_LONGEST_QUOTE = 1 << 26


@attrs.frozen
class Block:
    """Whole lines of a file.

    Attributes:
        text: In UTF-8.
        line: The number of the first line, from 1.
    """

    text: bytes
    line: int

    @cached_property
    def lines(self) -> int:
        """The number of lines; the last one may lack its end."""
        return self.text.count(b"\n") + (not self.text.endswith(b"\n"))

    @property
    def has_common_ends(self) -> bool:
        """Whether no line ends as an old Mac's does, which is no line's end to :attr:`lines`."""
        return b"\r" not in self.text or self.text.count(b"\r") == self.text.count(b"\r\n")


def blocks(pieces: Iterable[bytes], source: str) -> Iterator[Block]:
    """Yield a text's lines in blocks of some megabytes.

    Args:
        pieces: The text, cut anywhere.
        source: The file's name, for errors.

    Raises:
        BooksRefused: A quote is opened and not closed in 64 MB.
    """
    line = 1
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) < _BLOCK:
            continue
        end = waiting.rfind(b"\n") + 1
        if end and waiting.count(b'"', 0, end) % 2 == 0:
            block = Block(bytes(waiting[:end]), line)
            del waiting[:end]
            yield block
            line += block.lines
        elif len(waiting) > _LONGEST_QUOTE:
            raise BooksRefused(Text("books.open_quote", source=source, row=line))
    if waiting:
        yield Block(bytes(waiting), line)
