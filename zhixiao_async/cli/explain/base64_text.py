"""From the sealed text to the encrypted bytes: whether it is base64, and what is amiss if not."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pybase64

from ...protocol.redact import Redactor
from .steps import Step, fine, note, wrong

BLOCK = 16
_HEX = re.compile(r"(?:[0-9A-Fa-f]{32})+")
_REPAIRS = (
    ("base64.url_encoded", re.compile("%(?:2[BFbf]|3[Dd])"), unquote),
    ("base64.spaces", re.compile(" "), lambda text: text.replace(" ", "+")),
    ("base64.lines", re.compile(r"[\r\n\t]"), lambda text: "".join(text.split())),
    ("base64.url_safe", re.compile("[-_]"), lambda text: text.translate({45: "+", 95: "/"})),
)
"""The key of what is said of an oddity, how it is known, and how it is put right; in order."""


def explain_base64(sealed: str, name: str, shown: Redactor) -> tuple[bytes | None, list[Step]]:
    """Decode the field of this name, putting right on the way what can be.

    Returns:
        The encrypted bytes, None if it isn't base64. And what was found.
    """
    if not sealed:
        return None, [wrong("base64.empty", name=name)]
    if _HEX.fullmatch(sealed):
        return bytes.fromhex(sealed), [wrong("base64.hex", name=name)]
    repaired, steps = _repair(sealed, name)
    try:
        blocks = pybase64.b64decode(repaired.encode(), validate=True)
    except ValueError:
        return None, [wrong("base64.broken", shown.short(sealed), name=name)]
    if not steps:
        steps.append(fine("base64.fine", name=name))
    if not blocks or len(blocks) % BLOCK:
        steps.append(wrong("base64.no_blocks", size=len(blocks)))
    return blocks, steps


def _repair(text: str, name: str) -> tuple[str, list[Step]]:
    steps = []
    for key, oddity, put_right in _REPAIRS:
        if oddity.search(text):
            text = put_right(text)
            steps.append(wrong(key, name=name))
    missing = -len(text) % 4
    if missing and missing < 3:
        text += "=" * missing
        steps.append(note("base64.no_padding", name=name))
    return text, steps
