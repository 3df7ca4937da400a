"""Well-formed credentials, and what may be pasted around one of them."""

from __future__ import annotations

import pytest

GOOD = {
    "app_id": "2021070804024",
    "app_secret": "x8n6xauGZnGjNQUH",
    "aes_key": "0123456789abcdef" * 2,
}
SECRET, KEY = GOOD["app_secret"], GOOD["aes_key"]


AROUND = {
    "space": (" {}", "white space"),
    "full-width space": ("{}\u3000", "white space"),
    "line feed": ("{}\n", "a line break"),
    "carriage return": ("{}\r\n", "a line break"),
    "byte order mark": ("\ufeff{}", "a byte order mark"),
    "zero-width space": ("{}\u200b", "white space"),
    "quotes": ('"{}"', "quotes"),
    "apostrophes": ("'{}'", "quotes"),
    "curly quotes": ("\u201c{}\u201d", "quotes"),
    "Chinese quotes": ("「{}」", "quotes"),
    "guillemets": ("«{}»", "quotes"),
    "quote before": ('"{}', "quotes"),
    "quote after": ("{}'", "quotes"),
    "Chinese quote after": ("{}』", "quotes"),
    "word joiner": ("\u2060{}", "an invisible character"),
    "left-to-right mark": ("{}\u200e", "an invisible character"),
    "escape": ("{}\x1b", "an invisible character"),
    "escape before": ("\x1b{}", "an invisible character"),
}
around = pytest.mark.parametrize(("form", "what"), AROUND.values(), ids=AROUND)
