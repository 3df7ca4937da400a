"""One property under atheris, in this process: ``python -m tests.fuzz.target content [file…]``.

What follows the name goes to libFuzzer: its options, directories of inputs to begin with, or
single files (a finding, say) to run once each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["zhixiao_async"]):
    from zhixiao_async import _cipher, _envelope

    from .properties import PROPERTIES

SMALL_PIECE = 32


def main() -> None:
    """Fuzz the property that the first argument names."""
    for module in (_envelope, _cipher):
        # Long replies are handled in pieces: so short, every input has seams to fall over.
        assert isinstance(module._PIECE, int)
        module._PIECE = SMALL_PIECE
    holds = PROPERTIES[sys.argv.pop(1)]
    atheris.Setup(sys.argv, _never_empty(holds))
    atheris.Fuzz()


def _never_empty(holds: Callable[[bytes], None]) -> Callable[[bytes], None]:
    # The first byte of most inputs chooses a call.
    return lambda data: holds(data or b"\0")


if __name__ == "__main__":
    main()
