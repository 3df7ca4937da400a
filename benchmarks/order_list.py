"""The bulk listing: a day of 100,000 orders, at 0 and 30 ms of delay, each run in turn.

``python -m benchmarks.order_list [ROUNDS]`` prints the table and writes JSON and a picture of it
to ``benchmarks/results/``. Every figure is a median over rounds that interleave all contestants.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.contestant import PAGES
from benchmarks.servers import server

RESULTS = Path(__file__).parent / "results"
DELAYS = (0, 30)
SERIAL = ("requests+cattrs", "requests+pydantic")
CONTESTANTS = (
    "floor",
    "async:1:asyncio",
    "async:4:asyncio",
    "async:8:asyncio",
    "async:4:uvloop",
    "async:8:uvloop",
    "sync:4",
    "sync:8",
    "sync pages:4",
    "sync pages:8",
    *SERIAL,
    "httpx+pydantic",
)
Figures = dict[str, list[dict[str, float]]]


def measure(rounds: int) -> dict[int, Figures]:
    """Run everybody, round by round."""
    figures: dict[int, Figures] = {delay: {} for delay in DELAYS}
    with server("benchmarks.page_server", str(PAGES)) as port:
        for number in range(rounds):
            for delay in DELAYS:
                for name in CONTESTANTS:
                    if name == "floor" and delay:
                        continue
                    one = run(name, f"http://127.0.0.1:{port}/{delay}")
                    figures[delay].setdefault(name, []).append(one)
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    sums = {(one["orders"], one["fen"]) for runs in figures[0].values() for one in runs}
    if len(sums) != 1:
        raise SystemExit(f"the contestants disagree about the books: {sums}")
    return figures


def run(name: str, url: str) -> dict[str, float]:
    """One contestant in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.contestant", name, url]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    figures: dict[str, float] = json.loads(printed)
    return figures


def rate(runs: list[dict[str, float]], per: str) -> tuple[float, float]:
    """Orders a second, least and median."""
    rates = [one["orders"] / one[per] for one in runs]
    return min(rates), median(rates)


def table(delay: int, figures: Figures) -> Table:
    """The figures of one delay."""
    shown = Table(title=f"{PAGES * 1000:,} orders, {delay} ms delay (least / median)")
    for column in ("", "orders per wall s", "orders per CPU s", "peak RSS, MB"):
        shown.add_column(column, justify="right" if column else "left")
    for name, runs in figures.items():
        wall, cpu = rate(runs, "wall"), rate(runs, "cpu")
        rss = median(one["rss"] for one in runs) / 1024
        shown.add_row(
            name, f"{wall[0]:,.0f} / {wall[1]:,.0f}", f"{cpu[0]:,.0f} / {cpu[1]:,.0f}", f"{rss:.0f}"
        )
    return shown


def ratios(figures: dict[int, Figures]) -> dict[str, float]:
    """The figures that are compared with what was aimed at."""

    def of(delay: int, name: str, per: str) -> float:
        return rate(figures[delay][name], per)[1]

    best = max(("async:4:asyncio", "async:8:asyncio"), key=lambda name: of(0, name, "cpu"))
    return {
        "async CPU / floor's (aim 0.80)": of(0, best, "cpu") / of(0, "floor", "cpu"),
        "async CPU / httpx+pydantic's (aim 3.0)": of(0, best, "cpu")
        / of(0, "httpx+pydantic", "cpu"),
        "async wall, 30 ms, 8 at a time / serial requests+pydantic (aim 7.0)": of(
            30, "async:8:asyncio", "wall"
        )
        / of(30, "requests+pydantic", "wall"),
        "sync iter_orders wall / async (aim 0.90)": of(0, "sync:4", "wall")
        / of(0, "async:4:asyncio", "wall"),
    }


def main() -> None:
    """Measure, print, write."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    figures = measure(rounds)
    console = Console(width=100)
    for delay in DELAYS:
        console.print(table(delay, figures[delay]))
    for name, ratio in ratios(figures).items():
        console.print(f"{name:70} {ratio:6.2f}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "order_list.json").write_text(json.dumps(figures, indent=1))
    from benchmarks.picture import draw

    draw({name: rate(runs, "cpu")[1] for name, runs in figures[0].items()}, RESULTS)


if __name__ == "__main__":
    main()
