"""Properties that hold for any bytes at all. Each takes bytes, and raises if it doesn't hold.

The same functions are driven by atheris (``make fuzz``) and by hypothesis (test_properties.py).
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from zhixiao_async import (
    BadReply,
    Delivery,
    Effect,
    GatewayError,
    NoReply,
    NotificationReceiver,
    NotificationRefused,
    OrderListResult,
    OutcomeUnknown,
    PaymentNotification,
    ZhixiaoError,
)
from zhixiao_async.fields import JsonValue, NumberText, Unreadable
from zhixiao_async.protocol import json_text, reading
from zhixiao_async.protocol.envelope import open_reply, seal_reply
from zhixiao_async.protocol.writing import seal_request

from .oracle import characters, conforms, sign, signed_content
from .wire import CALLS, CREDENTIALS, SAMPLES, STATUSES, Call

RECEIVER = NotificationReceiver(CREDENTIALS)
NOTIFICATION = (SAMPLES / "payment_notification/notification.json").read_bytes()
GENUINE = seal_request(CREDENTIALS, NOTIFICATION)
NOT_JSON = "must be JSON in UTF-8"
_REFUSED = -1
_STANDS_FOR_A_BYTE = re.compile("[\udc80-\udcff]")
_FORGIVING = json.JSONDecoder(parse_float=NumberText, strict=False)


def reply(data: bytes) -> None:
    """Answer over HTTP with these bytes; the first chooses the call and the status."""
    call, status = CALLS[data[0] % len(CALLS)], STATUSES[data[0] // len(CALLS) % len(STATUSES)]
    _opened_or_refused(data[1:])
    _answered(call, data[1:], status)


def signed(data: bytes) -> None:
    """Answer with a code and, after a line break, the inside of a JSON string, rightly signed."""
    code, _, inside = data.partition(b"\n")
    content = ""
    with suppress(ValueError):
        content = characters(json.loads(b'"%b"' % inside))
    if _STANDS_FOR_A_BYTE.search(content):
        return  # the oracle can't tell this half of a pair from a non-UTF-8 byte
    fitting = sign(CREDENTIALS, code.decode("utf-8", "replace").strip('"'), content)
    body = b'{"ret_code":%b,"ret_content":"%b","sign":"%b"}' % (code, inside, fitting.encode())
    _opened_or_refused(body)
    for call in CALLS[::3]:
        _answered(call, body)


def content(data: bytes) -> None:
    """Seal this content; the first byte chooses the call, and whether it is a refusal."""
    call, refused = CALLS[data[0] % len(CALLS)], data[0] >= 250
    body = seal_reply(CREDENTIALS, _REFUSED if refused else 0, data[1:])
    outcome = _answered(call, body)
    answer = outcome.__cause__ if isinstance(outcome, OutcomeUnknown) else outcome
    assert isinstance(answer, GatewayError) is refused
    if refused:
        return
    if call.effect is not Effect.READ and isinstance(outcome, OutcomeUnknown):
        # A success was signed: the error says so, unless it is about another order.
        assert outcome.applied or "about another" in str(outcome)


def page(data: bytes) -> None:
    """Read a page of the listing (with an odd first byte: a row) alike with both readers."""
    text = data[1:]
    if data[0] % 2:
        head = b'{"page_no":1,"page_size":9,"total_page":1,"total_size":"1","data":[{"fee":"1",'
        text = b'%b"order_id":"1",%b}]}' % (head, data[1:])
    fast = _outcome(lambda: reading.read_content(OrderListResult, text))
    slow = _outcome(lambda: reading.read(OrderListResult, json_text.parse_json(text)))
    if slow == NOT_JSON and not isinstance(fast, str):
        # The fast reader skips unknown fields, and so misses errors in them.
        slow = _outcome(lambda: reading.read(OrderListResult, _forgiving(text)))
    assert fast == slow
    assert repr(fast) == repr(slow)
    for outcome in (fast, slow):
        assert isinstance(outcome, str) or conforms(outcome, OrderListResult)


def notification(data: bytes) -> None:
    """Post this body to ``notify_url``: it is believed only if it has a genuine one's essence."""
    delivery = opened_or_refused(RECEIVER, data)
    assert delivery is None or essence(data) == essence(GENUINE)


def notified(data: bytes) -> None:
    """Seal this content as a notification: it is refused, or complete and answered."""
    delivery = opened_or_refused(RECEIVER, seal_request(CREDENTIALS, data))
    if delivery is None:
        return
    believed = delivery.notification
    assert conforms(believed, PaymentNotification)
    assert believed.order_id
    assert believed.uid
    assert believed.out_trade_no
    assert signed_content(CREDENTIALS, delivery.success) == (0, b"success")
    assert signed_content(CREDENTIALS, delivery.failure) == (-1, b"failure")


PROPERTIES: dict[str, Callable[[bytes], None]] = {
    holds.__name__: holds for holds in (reply, signed, content, page, notification, notified)
}


def opened_or_refused(receiver: NotificationReceiver, body: bytes) -> Delivery | None:
    """Return the delivery, or None if it is refused with the documented error."""
    with suppress(NotificationRefused):
        return receiver.open(body)
    return None


def essence(body: bytes) -> tuple[str, str, str] | None:
    """Return a form's three fields, decoded and the sign in lower case; None if it is no form.

    Only these are signed, so two bodies of one essence mean the same, whatever their bytes. base64
    has no space, so a space in ``param`` was a ``+`` that wasn't encoded. A form with a repeated
    field has no essence.
    """
    text = body.removeprefix(b"\xef\xbb\xbf").strip().decode(errors="replace")
    pairs = parse_qsl(text, keep_blank_values=True)
    with suppress(ValueError):
        (app_id,), (param,), (sign,) = (
            [value for key, value in pairs if key == name] for name in ("id", "param", "sign")
        )
        return app_id, param.replace(" ", "+"), sign.lower()
    return None


def _opened_or_refused(body: bytes) -> None:
    try:
        opened = open_reply(CREDENTIALS, body)
    except BadReply:
        return
    assert (opened.ret_code, bytes(opened.content)) == signed_content(CREDENTIALS, body)


def _answered(call: Call, body: bytes, status: int = 200) -> Any:
    """Return the result or the documented error of an answer, checked either way."""
    try:
        result = call.answered(body, status)
    except ZhixiaoError as error:
        _documented(call, error, status)
        if isinstance(error, GatewayError) or getattr(error, "applied", False):
            assert signed_content(CREDENTIALS, body) is not None
        return error
    assert conforms(result, call.result)
    assert repr(result)
    assert signed_content(CREDENTIALS, body) is not None
    return result


def _documented(call: Call, error: ZhixiaoError, status: int) -> None:
    read = call.effect is Effect.READ
    allowed = (BadReply, NoReply) if status >= 500 else (BadReply,)
    assert isinstance(error, (GatewayError, *(allowed if read else (OutcomeUnknown,)))), repr(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def _outcome(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Unreadable as error:
        return str(error)


def _forgiving(text: bytes) -> JsonValue:
    value: JsonValue = _FORGIVING.decode(text.decode("utf-8", "replace"))
    return value
