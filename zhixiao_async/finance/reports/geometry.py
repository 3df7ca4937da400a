"""Where a chart's bars, marks and labels stand, in units of its picture."""

from __future__ import annotations

from math import ceil

import attrs

from ..width import cells_of
from .cells import grouped_yuan
from .model import Chart, Shape
from .scale import scale_of

WIDTH = 960
_HEIGHT = 300
_LEFT, _TOP, _BOTTOM = 92, 10, 26
_NAMES, _VALUES = 190, 120
_BAR, _GAP = 11, 12
_WIDEST = 40
_DIGIT, _APART = 7.2, 8
_CELLS = 24


@attrs.frozen
class Bar:
    """One bar.

    Attributes:
        x: Its left edge.
        y: Its upper edge.
        width: Its width.
        height: Its height.
        series: The number of its series, from 0.
        tip: What it shows, in words.
        value: The amount in yuan; written at its end where it lies.
    """

    x: float
    y: float
    width: float
    height: float
    series: int
    tip: str
    value: str


@attrs.frozen
class Mark:
    """A line of the scale, or a bar's label.

    Attributes:
        at: Its place: from the left, or from above.
        text: What stands there.
    """

    at: float
    text: str


@attrs.frozen
class Picture:
    """A chart laid out.

    Attributes:
        height: Of the whole; the width is :data:`WIDTH`.
        left: Where the bars' ground begins.
        right: Where it ends.
        top: Where it begins.
        bottom: Where it ends.
        zero: Where no amount stands.
        scale: The lines of the scale.
        labels: Of the bars.
        bars: The bars.
    """

    height: float
    left: float
    right: float
    top: float
    bottom: float
    zero: float
    scale: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    bars: tuple[Bar, ...]


def laid_out(chart: Chart) -> Picture:
    """Lay a chart out."""
    return _upright(chart) if chart.shape is Shape.OVER_TIME else _lying(chart)


def _upright(chart: Chart) -> Picture:
    scale = scale_of([value for series in chart.series for value in series.values])
    low, high = scale[0], scale[-1]
    bottom, right = _HEIGHT - _BOTTOM, WIDTH - 6

    def place(fen: int) -> float:
        return _rounded(bottom - (bottom - _TOP) * ((fen - low) / (high - low)))

    slot = (right - _LEFT) / len(chart.labels)
    width = min(slot * 0.8 / len(chart.series), _WIDEST)
    longest = max(map(cells_of, chart.labels))
    every = ceil((longest * _DIGIT + _APART) / slot)  # labels that have no room are left out
    bars, labels = [], []
    for number, label in enumerate(chart.labels):
        left = _LEFT + slot * (number + 0.5) - width * len(chart.series) / 2
        if number % every == 0:
            labels.append(Mark(_rounded(_LEFT + slot * (number + 0.5)), label))
        for place_of, series in enumerate(chart.series):
            value = series.values[number]
            top, foot = sorted((place(value), place(0)))
            x = _rounded(left + width * place_of)
            bars.append(_bar(x, top, width, foot - top, chart, place_of, number))
    return Picture(
        height=_HEIGHT,
        left=_LEFT,
        right=right,
        top=_TOP,
        bottom=bottom,
        zero=place(0),
        scale=tuple(Mark(place(fen), _short(fen)) for fen in scale),
        labels=tuple(labels),
        bars=tuple(bars),
    )


def _lying(chart: Chart) -> Picture:
    scale = scale_of([value for series in chart.series for value in series.values])
    low, high = scale[0], scale[-1]
    right = WIDTH - _VALUES

    def place(fen: int) -> float:
        return _rounded(_NAMES + (right - _NAMES) * ((fen - low) / (high - low)))

    slot = _BAR * len(chart.series) + _GAP
    bars, labels = [], []
    for number, label in enumerate(chart.labels):
        top = _TOP + slot * number
        labels.append(Mark(_rounded(top + (slot - _GAP) / 2), _cut(label)))
        for place_of, series in enumerate(chart.series):
            left, end = sorted((place(series.values[number]), place(0)))
            y = top + _BAR * place_of
            bars.append(_bar(left, y, end - left, _BAR - 1, chart, place_of, number))
    bottom = _TOP + slot * len(chart.labels)
    return Picture(
        height=bottom + _BOTTOM,
        left=_NAMES,
        right=right,
        top=_TOP,
        bottom=bottom,
        zero=place(0),
        scale=tuple(Mark(place(fen), _short(fen)) for fen in scale),
        labels=tuple(labels),
        bars=tuple(bars),
    )


def _bar(
    x: float, y: float, width: float, height: float, chart: Chart, series: int, number: int
) -> Bar:
    value = grouped_yuan(chart.series[series].values[number])
    tip = f"{chart.labels[number]} {chart.series[series].title} {value}"
    return Bar(x, y, _rounded(width), _rounded(height), series, tip, value)


def _rounded(number: float) -> float:
    return round(number, 1)


def _short(fen: int) -> str:
    return f"{fen // 100:,}"


def _cut(label: str) -> str:
    if cells_of(label) <= _CELLS:
        return label
    fitting = (label[:size] for size in range(len(label), -1, -1))
    return next(f"{part}…" for part in fitting if cells_of(part) < _CELLS)
