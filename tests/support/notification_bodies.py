"""Bodies posted to a ``notify_url``: those that are taken, and those that are refused.

One table for the tests of the receiver and of ``zhixiao explain``, which have to agree.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import attrs

import zhixiao_async as z
from zhixiao_async import Credentials
from zhixiao_async.notify import MAX_BODY
from zhixiao_async.protocol import writing
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .vendor import Vendor

VENDOR = Vendor.of(TEST_CREDENTIALS)

FIELDS = {
    "out_trade_no": "20881",
    "order_id": "01464678934786097",
    "time_end": "2017-07-23 16:00:00",
    "user_no": "2013141516",
    "user_name": "张三",
    "uid": "2088612279536603",
    "pay_type": "2",
}
PERSON = {"payer_type": z.PayerType.PERSON, "payer_name": "小明", "phone": "1300"}
REQUESTS = (
    z.OrderCreate(
        body="学费", out_trade_no="1", total_fee=1, user_no="2", notify_url="https://a.edu/n"
    ),
    z.OrderQuery(order_id="1", out_trade_no="2"),
    z.OrderCancel(out_trade_no="1"),
    z.OrderRefund(order_id="1", out_trade_no="2"),
    z.UserIdentity(uid="1"),
    z.UserCard(user_no="1"),
    z.PiaojuCreate(**PERSON, out_trade_no="1"),
    z.PiaojuQuery(zx_order_no="1"),
    z.OrderQueryForm(order_id="1"),
)
"""Requests of the merchant's own, which an eavesdropper may play back."""


def content(**changed: Any) -> bytes:
    """Return the notification's content with some fields changed; ``...`` leaves a field out."""
    fields = {name: value for name, value in (FIELDS | changed).items() if value is not ...}
    return json.dumps(fields).encode()


def sealed(content: bytes, credentials: Credentials = TEST_CREDENTIALS) -> bytes:
    """Return the form that a gateway posts."""
    return seal_request(credentials, content)


def fields(**instead: str) -> bytes:
    """Return the genuine form with some of its fields replaced."""
    return VENDOR.form(content(), **instead)


def signed(param: str) -> bytes:
    """Return a form whose sign fits, whatever its ``param`` is."""
    return fields(param=param, sign=VENDOR.sign(VENDOR.app_id, param))


def with_other(**keys: str) -> bytes:
    """Return the notification sealed with credentials of which some are changed."""
    return sealed(content(), attrs.evolve(TEST_CREDENTIALS, **keys))


GENUINE = sealed(content())
NAMED = b'{"out_trade_no":"1","order_id":"02","time_end":"3","uid":"4","user_name":"%b"}'
LINES = base64.encodebytes(base64.b64decode(VENDOR.encrypt(content() + b" " * 300)))
CRLF = LINES.decode().replace("\n", "\r\n")

TAKEN: dict[str, bytes] = {
    "as documented": GENUINE,
    "sign in upper case": GENUINE[:-32] + GENUINE[-32:].upper(),
    "closing &": GENUINE + b"&",
    "opening &": b"&" + GENUINE,
    "lone name": b"a&" + GENUINE + b"&b",
    "byte order mark": b"\xef\xbb\xbf" + GENUINE,
    "line end": GENUINE + b"\r\n",
    "many fields": GENUINE + b"&a=1" * 40,
    "field that isn't UTF-8": GENUINE + b"&a=\xd5\xc5&b=%d5%c5",
    "bare +": GENUINE.replace(b"%2B", b"+"),
    "base64 in lines": signed(CRLF),
    "base64 in lines of Unix": signed(LINES.decode()),
    "base64 in lines, bare +": signed(CRLF).replace(b"%2B", b"+"),
    "half a surrogate pair": sealed(NAMED % rb"\ud83d"),
    "cut UTF-8": sealed(NAMED % b"\xe5\xad"),
    "raw control characters": sealed(NAMED % b"a\tb\r\n"),
    "byte order mark inside": sealed(b"\xef\xbb\xbf" + content()),
    "fourteen digits": sealed(content(time_end="20170723160000")),
    "fourteen digits as a number": sealed(content(time_end=20170723160000)),
    "time that can't be read": sealed(content(time_end="2017-07-233 16:00:00")),
    "unknown pay_type": sealed(content(pay_type="9")),
    "no pay_type": sealed(content(pay_type=...)),
    "new field": sealed(content(amount="19800")),
}  # fmt: skip

ONCE = "the form must hold id, param and sign, once each"
NO_FORM = "the body isn't a form of id, param and sign"
NO_NOTIFICATION = "not a payment notification"
SIGN = "the sign doesn't fit id, param and this app_secret"
KEY = "the content doesn't open with this aes_key"

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", NO_FORM),
    "no form": (b"hello", NO_FORM),
    "JSON": (b'{"id":"1","param":"2","sign":"3"}', NO_FORM),
    "XML": (b"<xml></xml>", NO_FORM),
    "noise": (b"\xff" * 20, NO_FORM),
    "id alone": (b"id=1", ONCE),
    "id twice": (GENUINE + b"&id=1", ONCE),
    "param twice": (GENUINE + b"&param=1", ONCE),
    "sign twice": (GENUINE + b"&sign", ONCE),
    "too long": (GENUINE + b"&a=" + b"x" * MAX_BODY, f"the body is longer than {MAX_BODY} bytes"),
    "id changed": (fields(id="77"), "no credentials for its id"),
    "param changed": (fields(param="77"), SIGN),
    "sign changed": (fields(sign="77"), SIGN),
    "sign empty": (fields(sign=""), SIGN),
    "sign of no md5": (fields(sign="签名\x00"), SIGN),
    "line breaks that weren't signed": (GENUINE.replace(b"%2B", b"%2B%0D%0A"), SIGN),
    "stranger": (with_other(app_id="99"), "no credentials for its id"),
    "other secret": (with_other(app_secret="z" * 32), SIGN),
    "other key": (with_other(aes_key="z" * 32), KEY),
    "not encrypted": (signed("AAAA"), KEY),
    "not base64": (signed("签名"), KEY),
    "cut number": (sealed(NAMED.replace(b'"02"', rb'"02\ud83d"') % b""), NO_NOTIFICATION),
    **{
        f"{name} {what}": (sealed(content(**{name: value})), NO_NOTIFICATION)
        for name in ("order_id", "time_end", "uid", "out_trade_no")
        for what, value in {"null": None, "empty": "", "missing": ...}.items()
    },
    **{
        f"{name} is {value}": (sealed(content(**{name: value})), NO_NOTIFICATION)
        for name in ("order_id", "uid", "out_trade_no")
        for value in (True, False, ["1"], {"a": "1"})
    },
    **{
        f"content {content[:9]!r}": (sealed(content), NO_NOTIFICATION)
        for content in (b"", b"success", b"[]", b"null", b"7", b"\xff", b'"x"', b"{", b"[" * 30_000)
    },
    "JSON cut off": (sealed(content()[:-1]), NO_NOTIFICATION),
    **{
        f"own {request.endpoint.name}": (
            sealed(writing.to_json(writing.write(request))),
            NO_NOTIFICATION,
        )
        for request in REQUESTS
    },
}
"""Refused bodies, each with the fixed phrase of its refusal."""
