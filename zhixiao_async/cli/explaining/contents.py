"""What is inside: JSON or a sentence, of which endpoint, and which rules it breaks."""

from __future__ import annotations

import json
from typing import Any

from ... import _codec
from ..._shown import Shown
from ..._text import decoded
from ...fields import JsonValue, NumericId, Unreadable
from ...registry import ENDPOINTS, Request
from .broken_rules import broken_rules
from .lookalikes import NOTIFICATION, Candidate, closest, forms, nearest, results
from .steps import Step, Text, any_wrong, fine, note, wrong

_LONGEST = 20_000


def explain_content(plaintext: bytes, *, is_reply: bool, path: str, shown: Shown) -> list[Step]:
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
        return [wrong("the content is nested too deeply", "内容嵌套过深")]


def _explained(plaintext: bytes, is_reply: bool, path: str, shown: Shown) -> list[Step]:
    if is_reply and _codec.is_empty(plaintext):
        return [_empty(path)]
    try:
        value = shown.hidden(_codec.parse_json(plaintext))
    except Unreadable:
        value = decoded(plaintext)
    if is_reply and path in ENDPOINTS and _speaking(path) and not isinstance(value, str):
        value = decoded(plaintext)  # whatever it is, the client takes it for a sentence
    if isinstance(value, str):
        return [_sentence(value, is_reply, path, shown)]
    pretty = _pretty(shown.hidden(_codec.read_anything(plaintext)))
    first = fine("the content is JSON", "内容是 JSON", pretty)
    candidates = results(path) if is_reply else forms(path)
    return [first, *_held_against(closest(value, candidates), value, shown)]


def _empty(path: str) -> Step:
    known = ENDPOINTS.get(path)
    request = known.request if known else None
    if request is None:
        return note(
            "the content is empty: an empty list of order_list or order_query_form, or an answer to"
            " a payment notification; from any other endpoint the client refuses it (--path names"
            " the endpoint)",
            "内容为空：order_list、order_query_form 表示没有记录，也可能是对支付通知的应答；"
            "其他接口的这种应答，客户端会拒绝（--path 指明接口）",
        )
    if request.nothing_found is not Request.nothing_found:
        return fine("the content is empty: an empty list", "内容为空：没有记录")
    return wrong("the content is empty", "内容为空")


def looks_like(plaintext: bytes, candidates: list[Candidate]) -> Candidate | None:
    """The documented content that some JSON is closest to."""
    try:
        found = closest(_codec.parse_json(plaintext), candidates)
    except Unreadable:
        return None
    return found[0] if found else None


def _sentence(text: str, is_reply: bool, path: str, shown: Shown) -> Step:
    quoted = _cut(shown.whole(text))
    if is_reply and text.strip() == "success" and path not in ENDPOINTS:
        return fine(
            "the content is success: the answer to a payment notification (section 2.5)",
            "内容是 success：对支付通知（第 2.5 节）的应答",
        )
    if text.lstrip().startswith(("{", "[")) and path not in ENDPOINTS:
        return wrong(
            "the content begins like JSON, but can't be read as such",
            "内容以 JSON 开头，但无法解析",
            quoted,
        )
    if is_reply and (spoken := _speaking(path)):
        names = ", ".join(spoken)
        return fine(
            f"the content is a sentence, as {names} answers", f"内容是一句话（{names}）", quoted
        )
    return wrong("the content is a sentence, not JSON", "内容是一句话，不是 JSON", quoted)


def _speaking(path: str) -> list[str]:
    """The endpoints whose success is a sentence; only the path's own, if it is documented."""
    return [one.name for one in results(path) if getattr(one.kind, "sentence", None)]


def _pretty(value: JsonValue) -> str:
    return _cut(json.dumps(value, ensure_ascii=False, indent=2))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n…"


def _held_against(candidates: list[Candidate], value: JsonValue, shown: Shown) -> list[Step]:
    if not candidates:
        return [
            wrong(
                "its fields are those of no documented endpoint", "字段与文档中的任何接口都不相符"
            )
        ]
    judged = [(one, _judge(one, value, shown)) for one in candidates]
    fitting = [(one, steps) for one, steps in judged if not any_wrong(steps)]
    best, steps = (fitting or judged)[0]
    others = ", ".join(one.name for one, _ in fitting if one is not best)
    also = (Text(f"it fits these too: {others}", f"也符合：{others}"),) if others else ()
    like = fine(
        f"it looks like {best.name} (section {best.section})",
        f"看起来是 {best.name}（第 {best.section} 节）",
        *also,
    )
    return [like, *steps]


def _judge(candidate: Candidate, value: JsonValue, shown: Shown) -> list[Step]:
    rules = [shown.whole(one) for one in broken_rules(candidate.kind, value)]
    steps = [wrong(f"breaks a rule: {one}", f"不符合要求：{one}") for one in rules]
    if not steps:
        steps = [*_as_numbers(candidate, value), *_unreadable(candidate, value, shown)]
    unknown = [one for one in _names(value) if one not in candidate.names]
    steps += [_undocumented(one, candidate, shown) for one in unknown]
    return steps or [
        fine("it keeps every rule of that section", "符合该节的全部要求"),
    ]


def _as_numbers(candidate: Candidate, value: JsonValue) -> list[Step]:
    """Numbers of orders that the library keys and credits nothing by, since zeros may be lost."""
    read = _codec.read(candidate.kind, value)
    rows = [row for one in _rows(read) for row in (one, *getattr(one, "data", ()))]
    names = [
        name
        for name in (_ASKED_BY if candidate is NOTIFICATION else ("order_id", "zx_order_no"))
        if any(isinstance(getattr(row, name, None), NumericId) for row in rows)
    ]
    return [_as_number(name, notified=candidate is NOTIFICATION) for name in names]


_ASKED_BY = {"order_id": "out_trade_no", "out_trade_no": "order_id"}


def _as_number(name: str, *, notified: bool) -> Step:
    then, then_zh = "nothing is found or credited by it", "不会据此查找或入账"
    if notified:
        by = _ASKED_BY[name]
        then = (
            f"the payment is asked for by its {by} where the service has a client (confirm=), and "
            "isn't credited otherwise"
        )
        then_zh = f"服务配有客户端（confirm=）时按 {by} 查询该笔支付，否则不入账"
        if name == "out_trade_no":
            then += ", unless the receiver has no_leading_zeros=True"
            then_zh += "（接收器设有 no_leading_zeros=True 时除外）"
    return wrong(
        f"{name} came as a JSON number, which may have lost its leading zeros: {then}",
        f"{name} 以 JSON 数字传来，前导零可能已丢失：{then_zh}",
    )


def _rows(read: Any) -> list[Any]:
    return read if isinstance(read, list) else [read]


def _unreadable(candidate: Candidate, value: JsonValue, shown: Shown) -> list[Step]:
    """Optional fields that the library reads as None since their value is malformed."""
    read = _codec.read(candidate.kind, value)
    found = {
        name: text for row in _rows(read) for name, text in getattr(row, "unreadable", {}).items()
    }
    return [
        note(
            f"{name} can't be read and is taken as missing: {shown.short(text)}",
            f"{name} 无法识别，按缺失处理：{shown.short(text)}",
        )
        for name, text in found.items()
    ]


def _undocumented(name: str, candidate: Candidate, shown: Shown) -> Step:
    near = nearest(name, candidate)
    label = shown.short(name)
    if near:
        return wrong(
            f"{label} isn't in the document: is {near} meant?",
            f"文档没有字段 {label}：是否应为 {near}？",
        )
    return note(f"{label} isn't in the document", f"文档没有字段 {label}")


def _names(value: JsonValue) -> list[str]:
    rows = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))
