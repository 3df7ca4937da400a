"""The few drawings, as SVG inside the page: nothing is loaded from anywhere."""

from __future__ import annotations

from typing import Literal

Mood = Literal["good", "bad", "wait"]

_STROKES = {
    "good": "M16 25l6 6 11-13",
    "bad": "M17 17l14 14M31 17L17 31",
    "wait": "M24 14v11l7 4",
}


def badge(mood: Mood) -> str:
    """A disc with a tick, a cross or a clock's hands, in the colour of the text around it."""
    return (
        '<svg viewBox="0 0 48 48" aria-hidden="true" fill="none" stroke-linecap="round"'
        ' stroke-linejoin="round"><circle cx="24" cy="24" r="22" fill="currentColor"/>'
        f'<path d="{_STROKES[mood]}" stroke="#fff" stroke-width="3.5"/></svg>'
    )
