"""What a bad network does to one direction of a connection. No I/O: bytes in, steps out.

Each toxic turns the bytes that come to it into steps: bytes to hand on, seconds to wait, or an
:class:`End`. Several of them form a chain in which each works on what the one before hands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from random import Random
from typing import ClassVar

import attrs


class End(Enum):
    """How a connection, or one direction of it, ends."""

    RESET = auto()
    """A real RST to both sides."""
    CLOSE = auto()
    """Both sides are closed in order."""
    HALF_CLOSE = auto()
    """No more in this direction; the other goes on."""


Step = bytes | float | End


class Toxic:
    """Hands everything on; its subclasses don't."""

    def opening(self) -> Iterator[Step]:
        """What happens before the first byte."""
        yield from ()

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        """What becomes of a chunk that comes after ``before`` bytes."""
        yield chunk

    def closing(self) -> Iterator[Step]:
        """What happens when the sender has finished, before that is handed on."""
        yield from ()


@attrs.frozen
class Latency(Toxic):
    """Each chunk comes so many seconds later, more or less."""

    seconds: float
    jitter: float = 0.0

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        yield max(0.0, self.seconds + chance.uniform(-self.jitter, self.jitter))
        yield chunk


@attrs.frozen
class Bandwidth(Toxic):
    """So many bytes a second get through, in pieces of a twentieth of a second."""

    rate: int

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        size = max(1, self.rate // 20)
        for at in range(0, len(chunk), size):
            piece = chunk[at : at + size]
            yield len(piece) / self.rate
            yield piece


@attrs.frozen
class Slicer(Toxic):
    """Chunks are cut into slices of about this size, with a pause after each."""

    size: int
    variation: int = 0
    gap: float = 0.0

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        at = 0
        while at < len(chunk):
            size = max(1, self.size + chance.randint(-self.variation, self.variation))
            yield chunk[at : at + size]
            yield self.gap
            at += size


@attrs.frozen
class SlowClose(Toxic):
    """The end of the stream is handed on so many seconds late."""

    seconds: float

    def closing(self) -> Iterator[Step]:
        yield self.seconds


@attrs.frozen
class Timeout(Toxic):
    """Data is taken and never handed on; the connection is closed so many seconds after it."""

    seconds: float | None = None

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        if self.seconds is not None:
            yield self.seconds
            yield End.CLOSE


@attrs.frozen
class Stall(Toxic):
    """After so many bytes nothing gets through any more, and nothing is closed."""

    byte: int

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        if before < self.byte:
            yield chunk[: self.byte - before]


@attrs.frozen
class _EndAt(Toxic):
    """Lets so many bytes through; the last of them ends it."""

    end: ClassVar[End]
    byte: int

    def opening(self) -> Iterator[Step]:
        if not self.byte:
            yield self.end

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        yield chunk[: self.byte - before]
        if before + len(chunk) >= self.byte:
            yield self.end


class ResetAt(_EndAt):
    """The connection is reset once so many bytes are through; at 0, right after accept."""

    end = End.RESET


class LimitData(_EndAt):
    """The connection is closed once so many bytes are through."""

    end = End.CLOSE


class HalfClose(_EndAt):
    """This direction is closed once so many bytes are through; the other goes on."""

    end = End.HALF_CLOSE


class Chain:
    """Toxics in a row, for one direction of one connection."""

    def __init__(self, toxics: Sequence[Toxic], chance: Random) -> None:
        self._toxics = toxics
        self._chance = chance
        self._before = [0] * len(toxics)

    def opening(self) -> Iterator[Step]:
        """Steps before the first byte."""
        for toxic in self._toxics:
            yield from toxic.opening()

    def data(self, chunk: bytes, first: int = 0) -> Iterator[Step]:
        """Steps for a chunk, from the toxic at ``first`` on."""
        if first == len(self._toxics):
            yield chunk
            return
        before = self._before[first]
        self._before[first] += len(chunk)
        for step in self._toxics[first].data(chunk, before, self._chance):
            if isinstance(step, bytes):
                yield from self.data(step, first + 1) if step else ()
            else:
                yield step

    def closing(self) -> Iterator[Step]:
        """Steps when the sender has finished."""
        for toxic in self._toxics:
            yield from toxic.closing()
