"""Exports of whole days: their CPU, their processes and their memory, as ratios within one run.

``python -m benchmarks.export [ROUNDS]`` interleaves all contestants, and takes medians. Pages are
sealed before, so that the page server only sends them: it has a core to share with the contestants
all the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from benchmarks.exporter import PREFIX
from benchmarks.pages import CREDENTIALS
from benchmarks.servers import server

A_DAY = 94
DAYS = 8
DELAYS = (0, 30)
MONTH = 30
SPREAD = ("export", "two processes", "dask")

Figures = dict[str, float]


def run(name: str, days: int, url: str, **variables: str) -> Figures:
    """Run one contestant in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.exporter", name, str(days), url]
    printed = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, text=True, env={**os.environ, **variables}
    ).stdout
    figures: Figures = json.loads(printed)
    assert figures["rows"] == days * A_DAY * 1000, figures
    return figures


@contextmanager
def cluster(url: str) -> Iterator[str]:
    """Run a Dask cluster of two processes for the block; yield its address."""
    from distributed import LocalCluster

    os.environ.update(
        {
            f"{PREFIX}APP_ID": CREDENTIALS.app_id,
            f"{PREFIX}APP_SECRET": CREDENTIALS.app_secret,
            f"{PREFIX}AES_KEY": CREDENTIALS.aes_key,
            f"{PREFIX}BASE_URL": url,
        }
    )
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as local:
        yield local.scheduler_address


def cpu(url: str, rounds: int) -> Iterator[tuple[str, float]]:
    """Yield the ratios of CPU seconds."""
    runs: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name in ("pages", "export", "csv", "xlsx", "frame", "by hand"):
            runs.setdefault(name, []).append(run(name, 1, url)["cpu"])
    figure = {name: median(values) for name, values in runs.items()}
    yield "export CPU / iter_order_pages (aim 1.4)", figure["export"] / figure["pages"]
    yield "export to XLSX CPU / to CSV", figure["xlsx"] / figure["csv"]
    yield "to_pandas CPU / by hand (aim 0.33)", figure["frame"] / figure["by hand"]


def wall(url: str, delay: int, rounds: int) -> Iterator[tuple[str, float]]:
    """Yield the ratios of wall seconds over several days."""
    runs: dict[str, list[float]] = {}
    with cluster(url) as address:
        for _ in range(rounds):
            for name in SPREAD:
                figures = run(name, DAYS, url, DASK=address)
                runs.setdefault(name, []).append(figures["wall"])
    figure = {name: median(values) for name, values in runs.items()}
    yield f"one process, {DAYS} days at {delay} ms, seconds", figure["export"]
    yield (
        f"two processes / one, {delay} ms (aim 1.7)",
        figure["export"] / figure["two processes"],
    )
    yield f"Dask, two workers / one, {delay} ms (aim 1.4)", figure["export"] / figure["dask"]


def main() -> None:
    """Print each figure."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with server("benchmarks.page_server", str(A_DAY), str(DAYS)) as port:
        urls = {delay: f"http://127.0.0.1:{port}/{delay}" for delay in DELAYS}
        for name, figure in cpu(urls[0], rounds):
            print(f"{name:60} {figure:8.2f}", flush=True)
        for delay, url in urls.items():
            for name, figure in wall(url, delay, rounds):
                print(f"{name:60} {figure:8.2f}", flush=True)
        for days in (DAYS, MONTH):
            rss = run("export", days, urls[0])["rss"] / 1024
            print(f"{f'peak RSS, {days} days, MB (aim 260)':60} {rss:8.0f}", flush=True)


if __name__ == "__main__":
    main()
