"""Printing: plain lines into a pipe; colours, tables and panels on a terminal.

Nothing is wrapped or cut in a pipe, nor a number anywhere: a table that is too wide for the
terminal is printed as lines.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text as Styled

from ..fields import printable
from ..messages.catalogue import Language
from ..messages.text import in_language
from .narrow_tables import aligned, narrowed
from .wording import Text


class Advance(Protocol):
    """Ends a step of a bar."""

    def __call__(self, counted: int, total: int | None = None) -> None:
        """End a step in which so much was counted, of so many steps."""
        ...


_WIDEST_PAGE = 100
"""Cells of a line that is easily read."""


class Terminal:
    """Standard output and standard error, in one language.

    ``NO_COLOR``, ``FORCE_COLOR`` and ``TERM=dumb`` are respected.

    Args:
        language: Of all that is printed.

    Attributes:
        language: The same.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._console = Console(highlight=False, emoji=False, markup=False)

    @property
    def is_plain(self) -> bool:
        """Whether it takes lines alone: a pipe, a file, or a terminal that can do no more."""
        return not self._console.is_terminal or self._console.is_dumb_terminal

    @property
    def width(self) -> int:
        """The cells of a line of prose."""
        return min(self._console.width, _WIDEST_PAGE)

    def say(self, text: str, style: str = "") -> None:
        """Print a text; a control character in it must have been escaped before."""
        self._console.print(Styled(self.localized(text), style), soft_wrap=True)

    def complain(self, command: str, message: str) -> None:
        """Print one line on standard error, control characters as escapes."""
        line = self.localized(Text("error", command=command, message=message))
        print(printable(line), file=sys.stderr)

    def localized(self, text: str) -> str:
        """Return a text in the language."""
        return in_language(text, self.language)

    def table(
        self,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        numbers: Collection[int] = (),
        prose: Collection[int] = (),
        total: Sequence[str] = (),
        headed: bool = False,
    ) -> None:
        """Print rows, on a terminal below their headings.

        Args:
            headings: The headings.
            rows: The rows; control characters in them must have been escaped before.
            numbers: The places of columns that stand at the right.
            prose: The places of columns that may be broken into lines, where there is no room.
            total: The row of sums, if there is one.
            headed: Whether the headings are printed into a pipe, too.
        """
        cells = [[self.localized(cell) for cell in row] for row in rows]
        sums = [self.localized(cell) for cell in total]
        table = Table(header_style="bold", footer_style="bold", show_footer=bool(sums))
        for place, heading in enumerate(map(self.localized, headings)):
            footer = sums[place] if sums else ""
            table.add_column(heading, footer, justify="right" if place in numbers else "left")
        for row in cells:
            table.add_row(*row)
        console = self._console
        needed = Measurement.get(console, console.options.update(max_width=10_000), table)
        lacking = needed.maximum - console.width
        if not self.is_plain and (lacking <= 0 or narrowed(table, prose, lacking)):
            console.print(table)
            return
        head = [[self.localized(heading) for heading in headings]] if headed else []
        lines = [*head, *cells, *([sums] if sums else [])]
        for row in lines if self.is_plain else aligned(lines, numbers):
            self.say("  ".join(row).rstrip())

    def fields(self, fields: Iterable[tuple[str, str]]) -> None:
        """Print names and values, one pair a line."""
        named = [(self.localized(label), value) for label, value in fields]
        room = max([14, *(cell_len(name) + 2 for name, _ in named)])
        for name, value in named:
            gap = " " * (room - cell_len(name))
            line = Styled.assemble((name, "bold"), gap, self.localized(value))
            self._console.print(line, soft_wrap=True)

    @contextmanager
    def progress(self, total: int | None, *, step: str, rate: str) -> Iterator[Advance]:
        """Show a bar with the rate and the time left; in a pipe nothing.

        Args:
            total: Steps; None if that isn't known yet.
            step: What the steps are.
            rate: What is counted beside the steps, per second.

        Yields:
            A function that ends a step, in which so much was counted; it takes the number of steps
            as well, if that is known by then.
        """
        if self.is_plain:
            yield lambda counted, total=None: None
            return
        columns = (
            SpinnerColumn(),  # turns while the first step is under way, which may be a long one
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(self.localized(step)),
            TextColumn("{task.fields[rate]}"),
            TextColumn(self.localized(Text("progress.left"))),
            TimeRemainingColumn(),
        )
        so_far = 0
        with Progress(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task("", total=total, rate="")

            def advance(counted: int, total: int | None = None) -> None:
                nonlocal so_far
                so_far += counted
                elapsed = bar.tasks[0].elapsed or 1
                speed = f"{so_far / elapsed:,.0f} {self.localized(rate)}"
                bar.update(task, advance=1, total=total, rate=speed)

            yield advance

    def panel(self, text: str, style: str = "") -> None:
        """Print a text in a frame, or plainly."""
        if self.is_plain:
            self.say(text)
        else:
            self._console.print(Panel.fit(Styled(self.localized(text)), border_style=style))
