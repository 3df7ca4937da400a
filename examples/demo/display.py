"""Output of the demonstration: a line for each step, a bar for the long one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Display:
    """Numbered steps with their results and their duration."""

    def __init__(self, title: str) -> None:
        self._console = Console(highlight=False)
        self._console.rule(f"[bold]{title}")
        self._number = 0

    def head(self, text: str) -> None:
        """Print a line above the steps."""
        self._console.print(f"[dim]{text}", soft_wrap=True)

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """Print a step when it is done, with the results that the block appends to the list."""
        self._number += 1
        results: list[str] = []
        started = time.perf_counter()
        with self._console.status(title):
            yield results
        took = (time.perf_counter() - started) * 1000
        self._console.print(f"[green]✓[/] {self._number:2}  {title} [dim]({took:.1f} ms)")
        for result in results:
            self._console.print(f"       {result}", soft_wrap=True)

    @contextmanager
    def counting(self, title: str, total: int) -> Iterator[Progress]:
        """Show a bar that fills; the block advances its task 0."""
        self._number += 1
        bar = Progress(
            TextColumn(f"[green]▶[/] {self._number:2}  {title}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
        )
        with bar:
            bar.add_task(title, total=total)
            yield bar

    def note(self, text: str) -> None:
        """Print a result under the step above."""
        self._console.print(f"       {text}", soft_wrap=True)
