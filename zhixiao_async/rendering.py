"""Templates of a package, filled in strictly: all is escaped, and nothing may be undefined.

Only this file needs jinja2.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from .fields import write_time, yuan


def environment(package: str) -> Environment:
    """Return the templates below a package's folder ``templates``.

    None is written as nothing. ``time`` writes a moment as Beijing wall clock, ``yuan`` writes fen.

    Args:
        package: Its dotted name.
    """
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"time": write_time, "yuan": yuan}
    return made
