"""The content: JSON or a sentence, of which endpoint, and which rules it breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs

from ...fields import JsonValue, NumericId, Unreadable
from ...protocol.json_text import is_empty, parse_anything, parse_json
from ...protocol.reading import read
from ...protocol.redact import Redactor
from ...protocol.text import decoded
from ...registry import ENDPOINTS, Request
from ..wording import Text
from .broken_rules import broken_rules
from .lookalikes import NOTIFICATION, Candidate, candidates, closest, nearest
from .steps import Step, any_wrong, fine, note, wrong

_LONGEST = 20_000
_NUMBERS = ("order_id", "zx_order_no")
_ASKED_BY = {"order_id": "out_trade_no", "out_trade_no": "order_id"}
"""The number of a notification that may have lost its zeros, and that which it is asked for by."""


@attrs.frozen
class Content:
    """What was found out about some content.

    Attributes:
        steps: For the report.
        like: The documented content that it looks like, if it is like any.
    """

    steps: list[Step]
    like: Candidate | None = None


def explain_content(plaintext: bytes, *, is_reply: bool, path: str, shown: Redactor) -> Content:
    """Say what was sealed, and hold it against the document.

    Args:
        plaintext: As decrypted.
        is_reply: A success's content; otherwise a request's or a notification's.
        path: Of the endpoint, if it is known.
        shown: Masks what is quoted.
    """
    try:
        return _explained(plaintext, is_reply, path, shown)
    except RecursionError:
        return Content([wrong("content.too_deep")])


def _explained(plaintext: bytes, is_reply: bool, path: str, shown: Redactor) -> Content:
    if is_reply and is_empty(plaintext):
        return Content([_explain_empty(path)])
    possible = candidates(path, is_reply=is_reply)
    spoken = [each.name for each in possible if getattr(each.kind, "sentence", None)]
    try:
        value = shown.hidden(parse_json(plaintext))
    except Unreadable:
        value = decoded(plaintext)
    if isinstance(value, str) or (spoken and path in ENDPOINTS):
        # Whatever it is, the client takes it for a sentence.
        text = value if isinstance(value, str) else decoded(plaintext)
        return Content([_explain_sentence(shown.masked(text), spoken, is_reply, path)])
    whole = shown.hidden(parse_anything(plaintext))
    first = fine("content.json", _cut(json.dumps(whole, ensure_ascii=False, indent=2)))
    judged = {each: _judge(each, value, shown) for each in closest(value, possible)}
    if not judged:
        return Content([first, wrong("content.of_nobody")])
    fitting = [each for each, steps in judged.items() if not any_wrong(steps)]
    best, *others = fitting or judged
    also = [Text("content.fits_too", names=", ".join(each.name for each in others))]
    like = fine(
        "content.looks_like", *also[: len(fitting) - 1], name=best.name, section=best.section
    )
    return Content([first, like, *judged[best]], like=best)


def _explain_empty(path: str) -> Step:
    request = ENDPOINTS[path].request if path in ENDPOINTS else None
    if request is None:
        return note("content.empty_of_somebody")
    if request.nothing_found is not Request.nothing_found:
        return fine("content.empty_list")
    return wrong("content.empty")


def _explain_sentence(text: str, spoken: list[str], is_reply: bool, path: str) -> Step:
    if path not in ENDPOINTS:
        if is_reply and text.strip() == "success":
            return fine("content.success")
        if text.lstrip().startswith(("{", "[")):
            return wrong("content.broken_json", _cut(text))
    if spoken:
        return fine("content.sentence_of", _cut(text), names=", ".join(spoken))
    return wrong("content.sentence", _cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n…"


def _judge(candidate: Candidate, value: JsonValue, shown: Redactor) -> list[Step]:
    steps = [wrong("content.rule", rule=rule) for rule in broken_rules(candidate.kind, value)]
    if not steps:
        result = read(candidate.kind, value)
        rows = result if isinstance(result, list) else [result]
        steps = [*_lossy_numbers(candidate, rows), *_unreadable_fields(rows, shown)]
    rows = value if isinstance(value, list) else [value]
    names = dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row)
    for name in [name for name in names if name not in candidate.names]:
        near = nearest(name, candidate)
        step = wrong if near else note
        key = "content.misspelt" if near else "content.undocumented"
        steps.append(step(key, name=shown.short(name), near=near))
    return steps or [fine("content.keeps_rules")]


def _lossy_numbers(candidate: Candidate, rows: list[Any]) -> Iterator[Step]:
    """Say of which numbers zeros may be lost: the library keys and credits nothing by them."""
    notified = candidate is NOTIFICATION
    inner = [row for outer in rows for row in (outer, *getattr(outer, "data", ()))]
    for name in _ASKED_BY if notified else _NUMBERS:
        if any(isinstance(getattr(row, name, None), NumericId) for row in inner):
            key = f"content.lossy_{name}" if notified else "content.lossy_in_a_reply"
            then = Text(key, number=_ASKED_BY.get(name))
            yield wrong("content.lossy", name=name, then=then)


def _unreadable_fields(rows: list[Any], shown: Redactor) -> Iterator[Step]:
    """Say which optional fields the library reads as None since their value is malformed."""
    found = {name: text for row in rows for name, text in getattr(row, "unreadable", {}).items()}
    for name, text in found.items():
        yield note("content.unreadable", name=name, text=shown.short(text))
