"""One property under atheris: ``python -m tests.campaigns.fuzz.target PROPERTY …``.

The other arguments are libFuzzer's: options, directories of first inputs, or single files (a
finding, say) to run once each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

from zhixiao_async.protocol import cipher, outer_json

with atheris.instrument_imports(include=["zhixiao_async"]):
    from .properties import PROPERTIES

SMALL_PIECE = 32


def main() -> None:
    """Fuzz the property that the first argument names."""
    for module in (outer_json, cipher):
        # Long replies are handled in pieces; with pieces so short, every input has several.
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
