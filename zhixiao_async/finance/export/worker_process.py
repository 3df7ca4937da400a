"""The program that a worker process runs: a day comes in, its result goes out.

It ends when its input does, at the latest after the day in hand: whatever becomes of the export
that started it, no process stays behind.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing, suppress
from typing import BinaryIO

from .frames import pack, receive


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Take the settings, and then export day after day until nobody asks any more."""
    from .worker import Worker  # not before main has left out pandas

    with suppress(EOFError, BrokenPipeError), closing(Worker(receive(requests))) as worker:
        while True:
            replies.write(pack(worker.export(receive(requests))))
            replies.flush()


class WithoutPandas:
    """Finds no pandas, which pyarrow would import: for nothing, and a third of a worker's start."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Refuse pandas, and leave other modules to the finders behind."""
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def main() -> None:
    """Serve standard input and output, which whatever else prints doesn't reach."""
    sys.meta_path.insert(0, WithoutPandas)
    # What a dead reader left unread is written once more where the file is closed.
    with (
        suppress(BrokenPipeError),
        open(os.dup(sys.stdout.fileno()), "wb") as replies,  # noqa: PTH123 - a descriptor
    ):
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
