"""Toxics: faults of a network, for one direction of a connection. No I/O: bytes in, steps out.

Each toxic turns the bytes that reach it into steps: bytes to hand on, seconds to wait, or an
:class:`End`. Several of them form a chain, in which each works on the output of the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from random import Random
from typing import ClassVar

import attrs


class End(Enum):
    """End of a connection, or of one direction."""

    RESET = auto()
    """A real RST to both sides."""
    CLOSE = auto()
    """An orderly close of both sides."""
    HALF_CLOSE = auto()
    """An orderly close of this direction; the other goes on."""


Step = bytes | float | End


class Toxic:
    """Hands everything on; subclasses override this."""

    def opening(self) -> Iterator[Step]:
        """Yield the steps before the first byte."""
        yield from ()

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        """Yield the steps for a chunk that comes after ``before`` bytes."""
        yield chunk

    def closing(self) -> Iterator[Step]:
        """Yield the steps when the sender has finished, before that is handed on."""
        yield from ()


@attrs.frozen
class Latency(Toxic):
    """Hands each chunk on so many seconds later, give or take the jitter."""

    seconds: float
    jitter: float = 0.0

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        yield max(0.0, self.seconds + chance.uniform(-self.jitter, self.jitter))
        yield chunk


@attrs.frozen
class Bandwidth(Toxic):
    """Lets so many bytes per second through, in pieces of a twentieth of a second."""

    rate: int

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        size = max(1, self.rate // 20)
        for at in range(0, len(chunk), size):
            piece = chunk[at : at + size]
            yield len(piece) / self.rate
            yield piece


@attrs.frozen
class Slicer(Toxic):
    """Cuts chunks into slices of about this size, with a pause after each."""

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
    """Hands the end of the stream on so many seconds late."""

    seconds: float

    def closing(self) -> Iterator[Step]:
        yield self.seconds


@attrs.frozen
class Timeout(Toxic):
    """Swallows data; closes the connection so many seconds later, or never."""

    seconds: float | None = None

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        if self.seconds is not None:
            yield self.seconds
            yield End.CLOSE


@attrs.frozen
class Stall(Toxic):
    """Swallows everything after so many bytes, and closes nothing."""

    byte: int

    def data(self, chunk: bytes, before: int, chance: Random) -> Iterator[Step]:
        if before < self.byte:
            yield chunk[: self.byte - before]


@attrs.frozen
class _EndAt(Toxic):
    """Lets so many bytes through, and then ends the connection."""

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
    """Resets the connection once so many bytes are through; at 0, right after accept."""

    end = End.RESET


class LimitData(_EndAt):
    """Closes the connection once so many bytes are through."""

    end = End.CLOSE


class HalfClose(_EndAt):
    """Closes this direction once so many bytes are through; the other goes on."""

    end = End.HALF_CLOSE


class Chain:
    """Toxics in a row, for one direction of one connection."""

    def __init__(self, toxics: Sequence[Toxic], chance: Random) -> None:
        self._toxics = toxics
        self._chance = chance
        self._before = [0] * len(toxics)

    def opening(self) -> Iterator[Step]:
        """Yield the steps before the first byte."""
        for toxic in self._toxics:
            yield from toxic.opening()

    def data(self, chunk: bytes, first: int = 0) -> Iterator[Step]:
        """Yield the steps for a chunk, from the toxic at ``first`` on."""
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
        """Yield the steps when the sender has finished."""
        for toxic in self._toxics:
            yield from toxic.closing()
