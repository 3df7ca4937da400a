"""The fuzzer's first inputs: the recorded samples, and the words that they are made of."""

from __future__ import annotations

import json

import attrs

from zhixiao_async import FormOrder, ListedOrder, PaymentNotification
from zhixiao_async.protocol.envelope import seal_reply

from .properties import GENUINE, NOTIFICATION
from .wire import CALLS, CREDENTIALS, SAMPLES

ODDITIES = ("", "成功", "[]", "{}", "null", '"x"', "[[[[[[[[", '{"order_id":1e400,"fee":"01"}')
TOKENS = (
    '\\"\\"',
    "null",
    "true",
    "1e9",
    "-0",
    "\\xef\\xbb\\xbf",
    "\\\\ud800",
    "\\\\/",
    "[]",
    "{}",
)
TIME = '"2017-07-23 16:00:00"'
ROW = f'"order_date":{TIME},"operate_type":"0","pay_type":"AL","user_name":"\\u5f20"'


def seeds() -> dict[str, list[bytes]]:
    """Return the first inputs of each property, for which it holds."""
    held = [bytes([place]) + text for place in range(len(CALLS)) for text in _contents(place)]
    bodies = [
        text[:1] + seal_reply(CREDENTIALS, code, text[1:]) for text in held for code in (0, -1)
    ]
    inner = [json.loads(body[1:])["ret_content"] for body in bodies[:40]]
    pages = [(SAMPLES / "order_list/result.json").read_bytes()]
    return {
        "reply": [*bodies, b"\0", b"\1<html>", b"\2\xef\xbb\xbf" + bodies[0][1:] + b"\r\n"],
        "signed": [
            f"{code}\n{text}".encode()
            for text in [*inner, "\\u6210\\/", "AAAA", "AA=="]
            for code in ("0", '"0"', "-1", '"-3"')
        ],
        "content": [*held, b"\xff" + "余额不足".encode()],
        "page": [*[b"\0" + page for page in pages], b"\1" + ROW.encode(), b"\1"],
        "notification": [GENUINE, GENUINE.upper(), b"id=&param=&sign="],
        "notified": [NOTIFICATION, *[text[1:] for text in held]],
    }


def dictionary() -> str:
    """Return words for libFuzzer to put in, in its notation: documented names and odd tokens."""
    kinds = [call.result for call in CALLS if attrs.has(call.result)]
    kinds += [FormOrder, ListedOrder, PaymentNotification]
    names = sorted({name for kind in kinds for name in attrs.fields_dict(kind)})
    words = [f'\\"{name}\\":' for name in names] + list(TOKENS) + [TIME.replace('"', '\\"')]
    words += ["%2B", "%2b", "&id=", "&param=", "&sign=", "ret_code", "ret_content"]
    return "".join(f'"{word}"\n' for word in words)


def _contents(place: int) -> list[bytes]:
    sample = SAMPLES / CALLS[place].name / "result.json"
    own = [sample.read_bytes()] if sample.exists() else ["开票成功".encode()]
    return own + [text.encode() for text in ODDITIES]
