"""The bulk listing: a day of 100,000 orders, at 0 and 30 ms of delay.

``python -m benchmarks.order_list [ROUNDS]`` prints a table, and writes it as JSON and as a picture
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
    """Run every contestant, round by round."""
    figures: dict[int, Figures] = {delay: {} for delay in DELAYS}
    with server("benchmarks.page_server", str(PAGES)) as port:
        for number in range(rounds):
            for delay in DELAYS:
                for name in CONTESTANTS:
                    if name == "floor" and delay:
                        continue
                    measured = run(name, f"http://127.0.0.1:{port}/{delay}")
                    figures[delay].setdefault(name, []).append(measured)
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    sums = {(run["orders"], run["fen"]) for runs in figures[0].values() for run in runs}
    if len(sums) != 1:
        raise SystemExit(f"the contestants disagree about orders and fen: {sums}")
    return figures


def run(name: str, url: str) -> dict[str, float]:
    """Run one contestant in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.contestant", name, url]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    figures: dict[str, float] = json.loads(printed)
    return figures


def rate(runs: list[dict[str, float]], per: str) -> tuple[float, float]:
    """Return orders per second, the least and the median."""
    rates = [run["orders"] / run[per] for run in runs]
    return min(rates), median(rates)


def table(delay: int, figures: Figures) -> Table:
    """Lay out the figures of one delay."""
    shown = Table(title=f"{PAGES * 1000:,} orders, {delay} ms delay (least / median)")
    for column in ("", "orders per wall s", "orders per CPU s", "peak RSS, MB"):
        shown.add_column(column, justify="right" if column else "left")
    for name, runs in figures.items():
        wall, cpu = rate(runs, "wall"), rate(runs, "cpu")
        rss = median(run["rss"] for run in runs) / 1024
        shown.add_row(
            name, f"{wall[0]:,.0f} / {wall[1]:,.0f}", f"{cpu[0]:,.0f} / {cpu[1]:,.0f}", f"{rss:.0f}"
        )
    return shown


def ratios(figures: dict[int, Figures]) -> dict[str, float]:
    """Return the ratios that have an aim."""

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
