"""Words of which an option takes one."""

from __future__ import annotations

from collections.abc import Callable

import click

from .wording import Text


def one_of(*words: str) -> Callable[[str], str]:
    """Return a type of click's that takes one of several words; its error lists them."""

    def read(given: str) -> str:
        if given not in words:
            raise click.BadParameter(Text("usage.no_choice", given=given, words=", ".join(words)))
        return given

    return read
