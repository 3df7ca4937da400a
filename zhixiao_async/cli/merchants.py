"""Options that name merchants, by the prefix of their environment variables."""

from __future__ import annotations

import click

from .wording import Text

_USUAL = "ZHIXIAO_"


def _prefix(text: str) -> str:
    if not text:
        raise click.BadParameter(Text("orders.no_prefix"))
    return text


merchants = click.option(
    "--merchant",
    "merchants",
    multiple=True,
    type=_prefix,
    metavar="PREFIX",
    default=[_USUAL],
    show_default=False,
)

one_merchant = click.option(
    "--merchant", type=_prefix, metavar="PREFIX", default=_USUAL, show_default=True
)
