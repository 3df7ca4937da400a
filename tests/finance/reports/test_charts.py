"""Charts: an even scale, and bars that are as long as their amounts."""

from __future__ import annotations

import pytest

from zhixiao_async.finance.reports.geometry import laid_out
from zhixiao_async.finance.reports.model import Chart, Series, Shape
from zhixiao_async.finance.reports.scale import scale_of


@pytest.mark.parametrize(
    ("amounts", "scale"),
    [
        ([0], [0, 100]),
        ([450], [0, 100, 200, 300, 400, 500]),
        ([70_000, 0], [0, 20_000, 40_000, 60_000, 80_000]),
        ([-300, 1000], [-500, 0, 500, 1000]),
        ([10**30], [n * 2 * 10**29 for n in range(6)]),
    ],
)
def test_scale_is_even(amounts, scale):
    """The lines lie at even amounts around all that is shown."""
    assert scale_of(amounts) == scale


def chart(shape, values, labels=None):
    series = (Series("received", values),)
    return Chart("title", "alt", shape, labels or tuple("abc"[: len(values)]), series)


@pytest.mark.parametrize("shape", Shape)
def test_bars_are_as_long_as_their_amounts(shape):
    """A bar of half the amount is half as long, and one of nothing has no length."""
    picture = laid_out(chart(shape, (1000, 500, 0)))
    lengths = [bar.height if shape is Shape.OVER_TIME else bar.width for bar in picture.bars]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=0.2)
    assert lengths[2] == 0


@pytest.mark.parametrize("shape", Shape)
def test_bars_stay_inside(shape):
    """No bar leaves the ground, also one below zero."""
    picture = laid_out(chart(shape, (1000, -700)))
    for bar in picture.bars:
        assert picture.left <= bar.x <= bar.x + bar.width <= picture.right
        assert picture.top <= bar.y <= bar.y + bar.height <= picture.bottom


def test_long_names_are_cut():
    """A name that has no room is cut, Chinese characters being twice as wide."""
    picture = laid_out(chart(Shape.BY_NAME, (1, 1), ("学" * 20, "short")))
    assert [label.text for label in picture.labels] == ["学" * 11 + "…", "short"]


def test_many_labels_are_thinned_out():
    """Of many bars not every one is labelled."""
    picture = laid_out(chart(Shape.OVER_TIME, (1,) * 90, tuple(map(str, range(90)))))
    assert [label.text for label in picture.labels][:3] == ["0", "3", "6"]


def test_labels_dont_touch():
    """Long labels are thinned out sooner than short ones."""
    short = laid_out(chart(Shape.OVER_TIME, (1,) * 30, tuple(f"{n:02}" for n in range(30))))
    long = laid_out(chart(Shape.OVER_TIME, (1,) * 30, tuple(f"11-{n:02}" for n in range(30))))
    assert (len(short.labels), len(long.labels)) == (30, 15)
