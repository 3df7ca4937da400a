"""A capture taken apart: a form (also in a curl command), a reply's JSON, or a bare answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_plus, urlencode

import attrs
from attrs import field

from ...fields import JsonValue, Unreadable
from ...protocol.json_text import parse_json
from ...protocol.redact import Redactor
from ...protocol.request_form import FIELDS
from ...protocol.text import halves_mended
from ..wording import Text
from .curl import is_curl, posted_by_curl
from .steps import Step, fine, note, wrong

REPLY_FIELDS = ("ret_code", "ret_content", "sign")
_MOST_NAMED = 20
_AROUND_JSON = "\ufeff \t\r\n"
"""Characters that the client takes off a reply, in any order."""
_HTTP_HEAD = re.compile(r"(?:POST\s+(\S+)\s+HTTP|HTTP/)[^\n]*\n(?:[^\n]*[^\r\n]\r?\n)*\r?\n")


@attrs.frozen
class Capture:
    """An envelope taken apart.

    Attributes:
        head: ``id`` of a form, ``ret_code`` of a reply as printed.
        sealed: ``param`` or ``ret_content``, decoded from the form or the JSON.
        sign: As given.
        body: All of the form or the JSON, as those receive it for whom it is meant.
        pasted: What was given for it: another notation of the form, or the same.
        path: Where it was posted, if the capture tells.
        is_reply: A reply's JSON; otherwise a form.
    """

    head: str
    sealed: str
    sign: str
    body: bytes
    pasted: bytes
    path: str = ""
    is_reply: bool = field(default=False, kw_only=True)

    @property
    def names(self) -> tuple[str, str]:
        """The names of ``head`` and ``sealed``."""
        return REPLY_FIELDS[:2] if self.is_reply else FIELDS[:2]


Found = tuple[Capture | None, list[Step]]
"""None if there is too little to go on with; and what was found."""


def take_apart(text: str, shown: Redactor) -> Found:
    """Recognise what was captured."""
    text = halves_mended(text).removeprefix("\ufeff").lstrip()
    if is_curl(text):
        posted = posted_by_curl(text)
        if posted is None:
            return None, [wrong("captured.curl_without_data")]
        path, body = posted
        if body.startswith("@"):
            return None, [wrong("captured.curl_with_file", shown.short(body))]
    else:
        head = _HTTP_HEAD.match(text)
        path = head[1] or "" if head else ""
        body = (text[head.end() :] if head else text).strip()
    if body.lower() == "success":
        return None, [fine("captured.bare_success")]
    json = body.strip(_AROUND_JSON)
    return _from_json(json, path, shown) if json.startswith("{") else _from_form(body, path, shown)


def from_parts(app_id: str, param: str, sign: str, *, pasted: bytes | None = None) -> Capture:
    """Make a form of its fields as they were before url-encoding; ``pasted`` if it was no form."""
    app_id, param, sign = map(halves_mended, (app_id, param, sign))
    body = urlencode({"id": app_id, "param": param, "sign": sign}).encode()
    return Capture(app_id, param, sign, body, pasted or body)


def _from_form(pasted: str, path: str, shown: Redactor) -> Found:
    body = pasted.removeprefix("?")
    pairs = [pair.partition("=") for pair in body.split("&") if pair]
    names = [unquote_plus(name) for name, _, _ in pairs]
    if not set(names) & set(FIELDS):
        return None, [wrong("captured.no_envelope", shown.short(body))]
    steps = _check_fields(names, FIELDS, Text("captured.form"), shown)
    fields = {unquote_plus(name): unquote_plus(value) for name, _, value in reversed(pairs)}
    if "param" not in fields:
        return None, steps
    head, sealed, sign = (fields.get(name, "") for name in FIELDS)
    return Capture(head, sealed, sign, body.encode(), pasted.encode(), path), steps


def _from_json(text: str, path: str, shown: Redactor) -> Found:
    body = text.encode()
    try:
        value = parse_json(body)
    except Unreadable:
        value = None
    if not isinstance(value, dict):
        return None, [wrong("captured.no_json", shown.short(text))]
    is_form = "param" in value
    documented = FIELDS if is_form else REPLY_FIELDS
    steps = _check_fields(list(value), documented, Text("captured.json"), shown)
    head, sealed, sign = (_printed(value, name) for name in documented)
    if is_form:
        form = from_parts(head, sealed, sign, pasted=body)
        return form, [note("captured.form_as_json"), *steps]
    if "ret_content" not in value:
        return None, steps
    return Capture(head, sealed, sign, body, body, path, is_reply=True), steps


def _printed(fields: Mapping[str, JsonValue], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _check_fields(
    names: list[str], documented: tuple[str, ...], what: Text, shown: Redactor
) -> list[Step]:
    missing = [name for name in documented if name not in names]
    repeated = [name for name in documented if names.count(name) > 1]
    others = [shown.short(name) for name in names if name not in documented]
    if len(others) > _MOST_NAMED:
        others[_MOST_NAMED - 1 :] = [f"{others[_MOST_NAMED - 1]}…"]
    findings = (
        (wrong, "captured.lacks", missing),
        (wrong, "captured.repeats", repeated),
        (note, "captured.also_holds", others),
        (fine, "captured.complete", () if missing or repeated else documented),
    )
    return [step(key, what=what, names=", ".join(found)) for step, key, found in findings if found]
