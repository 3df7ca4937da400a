"""Numbers and days as a command line has them, and the arguments that name a period."""

from __future__ import annotations

from datetime import date, datetime, time

import click

from ..fields import BEIJING
from .wording import Text


def count(text: str) -> int:
    """Read a whole number.

    Raises:
        click.BadParameter: It is none.
    """
    if not text.isdecimal() or not text.isascii():
        raise click.BadParameter(Text("usage.not_whole", given=text))
    return int(text)


def one_day(text: str) -> date:
    """Read a day; errors as :func:`day`."""
    return day(text).date()


def day(text: str) -> datetime:
    """Read a day; return its first moment in Beijing.

    Raises:
        click.BadParameter: It is none.
    """
    try:
        return datetime.combine(date.fromisoformat(text), time(), BEIJING)
    except ValueError:
        raise click.BadParameter(Text("usage.no_day", given=text)) from None


first = click.argument("first", metavar="FROM", type=one_day)
last = click.argument("last", metavar="TO", type=one_day)
