"""The figures of the bulk listing as a picture."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt


def draw(rates: dict[str, float], folder: Path) -> None:
    """Write ``order_list.svg``: orders per second of client CPU."""
    names = list(rates)[::-1]
    figure, axes = plt.subplots(figsize=(8, 0.4 * len(names) + 1))
    bars = axes.barh(
        names,
        [rates[name] for name in names],
        color=["#8a8f98" if "+" in n else "#c7b26a" if n == "floor" else "#2f6f8f" for n in names],
    )
    axes.bar_label(bars, fmt="{:,.0f}", padding=4, fontsize=8)
    axes.set_xlabel("orders per second of client CPU, no delay (median)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.15)
    figure.tight_layout()
    figure.savefig(folder / "order_list.svg", metadata={"Date": None})
