"""From a request's bytes to its answer: the gateway without HTTP around it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import attrs

from ... import notify
from ...config import Credentials
from ...errors import BadEnvelope, BadSignature, InvalidRequest, Undecryptable
from ...fields import Unreadable
from ...protocol import json_text, reading, request_form, writing
from ...registry import Endpoint, Request, Result
from ..services import (  # noqa: F401 - each registers what it serves
    form_orders,
    order_list,
    orders,
    people,
    receipts,
    refunds,
)
from ..services.context import GatewayContext
from ..services.refusals import Refusal, rejected
from ..services.sentences import in_chinese

UNKNOWN_ID_REPLY = notify.REFUSAL.replace(b"-1", b"-2")
"""Reply to an ``id`` that isn't the merchant's: there is no key to seal an answer with."""

_MOST_FIELDS = 1000


@attrs.frozen(kw_only=True)
class ServedRequest:
    """A request and its answer, both in clear.

    Attributes:
        params: The request's decrypted ``param``, empty if it couldn't be decrypted.
        ret_code: 0, or a refusal's code; None for :data:`UNKNOWN_ID_REPLY`.
        content: Content of the answer, to be sealed: JSON or a bare sentence.
        is_json: Whether ``content`` is JSON.
    """

    params: bytes
    ret_code: int | None
    content: bytes
    is_json: bool = False


_UNKNOWN_ID = ServedRequest(params=b"", ret_code=None, content=b"")


def serve(
    context: GatewayContext,
    credentials: Credentials,
    endpoint: Endpoint,
    body: bytes,
    *,
    instead: Refusal | None = None,
) -> ServedRequest:
    """Open a request, do what it asks, and return the answer. No bad request raises.

    Args:
        context: What the services work with.
        credentials: The merchant's.
        endpoint: Endpoint of the path it was posted to.
        body: The posted form.
        instead: Refusal of a genuine request, of which nothing is done then.
    """
    params = b""
    try:
        form = request_form.parse_form(body)
        if form["id"] != credentials.app_id:
            return _UNKNOWN_ID
        params = bytes(request_form.open_form(credentials, form))
        if instead is not None:
            raise instead
        result = context.serve(_read(endpoint, params))
    except BadEnvelope:
        if _names_merchant(credentials, body):
            return _refused(params, rejected("表单格式错误，id、param、sign 必须各出现一次"))
        return _UNKNOWN_ID
    except BadSignature:
        return _refused(params, rejected("签名错误"))
    except Undecryptable:
        return _refused(params, rejected("param 解密失败"))
    except Refusal as refusal:
        return _refused(params, refusal)
    except (OverflowError, RecursionError):
        # Beyond SQLite: an offset over 64 bits. And a form value that can be read but is nested too
        # deep to be written.
        return _refused(params, rejected("数值或字符超出范围"))
    return _succeeded(params, result)


def _read(endpoint: Endpoint, params: bytes) -> Request[Any]:
    try:
        request: Request[Any] = reading.read(endpoint.request, json_text.parse_json(params))
    except (InvalidRequest, Unreadable) as error:
        raise rejected(in_chinese(error)) from None
    return request


def _names_merchant(credentials: Credentials, body: bytes) -> bool:
    """Return whether a form with missing or repeated fields still names this merchant."""
    try:
        pairs = parse_qsl(body.decode(errors="replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return False
    return [value for name, value in pairs if name == "id"] == [credentials.app_id]


def _succeeded(params: bytes, result: object) -> ServedRequest:
    if isinstance(result, bytes):
        return ServedRequest(params=params, ret_code=0, content=result, is_json=True)
    sentence = result.sentence if isinstance(result, Result) else None
    if sentence is not None:
        text: str = getattr(result, sentence)
        return ServedRequest(params=params, ret_code=0, content=text.encode())
    content = writing.to_json(writing.write(result))
    return ServedRequest(params=params, ret_code=0, content=content, is_json=True)


def _refused(params: bytes, refusal: Refusal) -> ServedRequest:
    return ServedRequest(
        params=params, ret_code=refusal.ret_code, content=refusal.sentence.encode()
    )
