"""What was captured: a form (also in a curl command), a reply's JSON, or a bare answer?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_plus, urlencode

import attrs
from attrs import field

from ... import _codec
from ..._shown import Shown
from ..._text import halves_mended
from ...fields import JsonValue, Unreadable
from .curled import is_curl, posted_by_curl
from .steps import Step, fine, note, wrong

FORM_FIELDS = ("id", "param", "sign")
REPLY_FIELDS = ("ret_code", "ret_content", "sign")
_MOST_NAMED = 20
_AROUND_JSON = "\ufeff \t\r\n"
"""What the client takes off a reply, in any order."""
_RAW_CONTENT = re.compile(r'"ret_content"\s*:\s*"((?:[^"\\]|\\.)*)"')
_HTTP_HEAD = re.compile(r"(?:POST\s+(\S+)\s+HTTP|HTTP/)[^\n]*\n(?:[^\n]*[^\r\n]\r?\n)*\r?\n")


def as_sent(text: str) -> bytes:
    """The bytes of what was given: those that aren't UTF-8 are escaped in it as by Python."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, from JSON or from the command line
        return halves_mended(text).encode()


@attrs.frozen(kw_only=True)
class Captured:
    """An envelope taken apart.

    Attributes:
        is_reply: A reply's JSON; otherwise a form.
        head: ``id`` of a form, ``ret_code`` of a reply as printed.
        sealed: ``param`` or ``ret_content``, decoded from the form or the JSON.
        raw: The same as it was written there, still encoded.
        sign: As given.
        body: All of the form or the JSON, as those receive it for whom it is meant.
        pasted: What was given for it: another notation of the form, or the same.
        path: Where it was posted, if the capture tells.
    """

    is_reply: bool
    head: str = field(converter=halves_mended)
    sealed: str = field(converter=halves_mended)
    raw: str = field(converter=halves_mended)
    sign: str = field(converter=halves_mended)
    body: bytes
    pasted: bytes
    path: str = ""


def take_apart(text: str, shown: Shown) -> tuple[Captured | None, list[Step]]:
    """Recognise what was captured; None if there is too little to go on with."""
    text = text.removeprefix("\ufeff").lstrip()
    if is_curl(text):
        posted = posted_by_curl(text)
        if posted is None:
            return None, [
                wrong(
                    "the curl command posts no data (-d), or its quotes aren't closed",
                    "这条 curl 命令没有用 -d 发送数据，或引号没有闭合",
                )
            ]
        path, body = posted
        if body.startswith("@"):
            return None, [
                wrong(
                    "the curl command reads its data from a file: give that file here, as @FILE",
                    "这条 curl 命令从文件读取数据：请把那个文件以 @FILE 交给本命令",
                    shown.short(body),
                )
            ]
    else:
        head = _HTTP_HEAD.match(text)
        path = head[1] or "" if head else ""
        body = (text[head.end() :] if head else text).strip()
    if body.lower() == "success":
        return None, [
            fine(
                "the bare word success: an answer to a payment notification (section 2.5), as on"
                " the oldest protocol",
                "单独一个 success：对支付通知（第 2.5 节）的应答，旧协议的写法",
            )
        ]
    bare = body.strip(_AROUND_JSON)
    if bare.startswith("{"):
        return _from_json(bare, path, shown)
    return _from_form(body, path, shown)


def from_parts(app_id: str, param: str, sign: str, *, pasted: bytes | None = None) -> Captured:
    """A form whose fields are given one by one, as they were before url-encoding.

    Args:
        app_id: Its ``id``.
        param: Its ``param``.
        sign: Its ``sign``.
        pasted: The notation that they were taken from, if that is no form.
    """
    fields = {"id": app_id, "param": param, "sign": sign}
    body = urlencode({name: halves_mended(value) for name, value in fields.items()}).encode()
    return Captured(
        is_reply=False,
        head=app_id,
        sealed=param,
        raw=param,
        sign=sign,
        body=body,
        pasted=body if pasted is None else pasted,
    )


def _from_form(body: str, path: str, shown: Shown) -> tuple[Captured | None, list[Step]]:
    pasted, body = body, body.removeprefix("?")
    pairs = [one.partition("=") for one in body.split("&") if one]
    names = [unquote_plus(name) for name, _, _ in pairs]
    if not set(names) & set(FORM_FIELDS):
        return None, [
            wrong(
                "this is neither a form (id=…&param=…&sign=…) nor the JSON of a reply",
                "既不是表单（id=…&param=…&sign=…），也不是返回的 JSON",
                shown.short(body),
            )
        ]
    steps = _check_fields(names, FORM_FIELDS, "form", "表单", shown)
    raw = {unquote_plus(name): value for name, _, value in reversed(pairs)}
    fields = {name: unquote_plus(value) for name, value in raw.items()}
    if "param" not in fields:
        return None, steps
    return Captured(
        is_reply=False,
        head=fields.get("id", ""),
        sealed=fields["param"],
        raw=raw["param"],
        sign=fields.get("sign", ""),
        body=as_sent(body),
        pasted=as_sent(pasted),
        path=path,
    ), steps


def _from_json(body: str, path: str, shown: Shown) -> tuple[Captured | None, list[Step]]:
    try:
        value = _codec.parse_json(as_sent(body))
    except Unreadable:
        value = None
    if not isinstance(value, dict):
        reason = wrong("this isn't valid JSON", "不是合法的 JSON", shown.short(body))
        return None, [reason]
    if "param" in value:
        return _form_as_json(value, as_sent(body), shown)
    steps = _check_fields(list(value), REPLY_FIELDS, "JSON", "JSON", shown)
    if "ret_content" not in value:
        return None, steps
    raw = _RAW_CONTENT.search(body)
    content = _printed(value["ret_content"])
    return Captured(
        is_reply=True,
        head=_printed(value.get("ret_code", "")),
        sealed=content,
        raw=raw[1] if raw else content,
        sign=_printed(value.get("sign")),
        body=as_sent(body),
        pasted=as_sent(body),
        path=path,
    ), steps


def _form_as_json(
    value: Mapping[str, JsonValue], pasted: bytes, shown: Shown
) -> tuple[Captured | None, list[Step]]:
    advice = note(
        "the fields of a form, written as JSON: fine in a log, but the gateway takes only"
        " application/x-www-form-urlencoded",
        "这是以 JSON 书写的表单字段：日志里可以，但网关只接受 application/x-www-form-urlencoded",
    )
    steps = [advice, *_check_fields(list(value), FORM_FIELDS, "JSON", "JSON", shown)]
    parts = [_printed(value.get(name)) for name in FORM_FIELDS]
    return from_parts(*parts, pasted=pasted), steps


def _printed(value: JsonValue) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _check_fields(
    names: list[str], wanted: tuple[str, ...], en: str, zh: str, shown: Shown
) -> list[Step]:
    missing = ", ".join(one for one in wanted if one not in names)
    repeated = ", ".join(one for one in wanted if names.count(one) > 1)
    foreign = [shown.short(one) for one in names if one not in wanted]
    others = ", ".join(foreign[:_MOST_NAMED]) + ("…" if len(foreign) > _MOST_NAMED else "")
    steps = []
    if missing:
        steps.append(wrong(f"the {en} lacks {missing}", f"{zh} 缺少 {missing}"))
    if repeated:
        steps.append(wrong(f"the {en} repeats {repeated}", f"{zh} 重复了 {repeated}"))
    if others:
        steps.append(note(f"the {en} also holds: {others}", f"{zh} 还含有文档没有的字段：{others}"))
    if not missing and not repeated:
        found = ", ".join(wanted)
        steps.append(fine(f"a {en} with {found}", f"{zh} 字段齐全：{found}"))
    return steps
