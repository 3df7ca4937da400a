"""A request's bytes in, what to answer out: the gateway without HTTP around it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import attrs

from .. import _codec, _envelope, notify
from ..config import Credentials
from ..endpoints import OrderList
from ..errors import BadEnvelope, BadSignature, InvalidRequest, Undecryptable
from ..fields import Unreadable
from ..registry import Endpoint, Request, Result
from . import form_orders, orders, people, receipts, refunds  # noqa: F401 - they register
from .desk import Desk, serves
from .refusals import Refusal, rejected
from .sentences import in_chinese

STRANGER = notify.REFUSAL.replace(b"-1", b"-2")
"""The answer to an ``id`` that isn't ours: there is no key that the caller could open it with."""


_MOST_FIELDS = 1000


@attrs.frozen(kw_only=True)
class Served:
    """A request and its answer, both in clear.

    Attributes:
        params: The request's decrypted ``param``, empty if it didn't open.
        ret_code: 0, or a refusal's code; None for a stranger, who gets :data:`STRANGER`.
        content: What is to be sealed: JSON or a bare sentence.
        is_json: Which of the two.
    """

    params: bytes
    ret_code: int | None
    content: bytes
    is_json: bool = False


def serve(
    desk: Desk,
    credentials: Credentials,
    endpoint: Endpoint,
    body: bytes,
    *,
    instead: Refusal | None = None,
) -> Served:
    """Open a request, do what it asks and say what to answer. Never raises for a bad request.

    Args:
        desk: Does it.
        credentials: The merchant's.
        endpoint: Where it came.
        body: The form.
        instead: What a genuine request is refused with, without doing anything.
    """
    params = b""
    try:
        form = _envelope.parse_form(body)
        if form["id"] != credentials.app_id:
            return Served(params=b"", ret_code=None, content=b"")
        params = bytes(_envelope.open_form(credentials, form))
        if instead is not None:
            raise instead
        result = desk.serve(_read(endpoint, params))
    except BadEnvelope:
        if _names(credentials, body):
            return _refused(params, rejected("表单格式错误，id、param、sign 必须各出现一次"))
        return Served(params=b"", ret_code=None, content=b"")
    except BadSignature:
        return _refused(params, rejected("签名错误"))
    except Undecryptable:
        return _refused(params, rejected("param 解密失败"))
    except Refusal as refusal:
        return _refused(params, refusal)
    except (OverflowError, RecursionError):
        # What SQLite can't hold: an offset over 64 bits. And a form's value that can be read, but
        # is nested too deep to be written.
        return _refused(params, rejected("数值或字符超出范围"))
    return _succeeded(params, result)


def _read(endpoint: Endpoint, params: bytes) -> Request[Any]:
    try:
        request: Request[Any] = _codec.read(endpoint.request, _codec.parse_json(params))
    except Unreadable as error:
        raise rejected(in_chinese(str(error))) from None
    except InvalidRequest as error:
        raise rejected(in_chinese(f"{error.field} {error.rule}")) from None
    return request


def _names(credentials: Credentials, body: bytes) -> bool:
    """Whether a form that lacks something, or has it twice, at least names this merchant."""
    try:
        pairs = parse_qsl(body.decode(errors="replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return False
    return [value for name, value in pairs if name == "id"] == [credentials.app_id]


def _succeeded(params: bytes, result: object) -> Served:
    if isinstance(result, bytes):
        return Served(params=params, ret_code=0, content=result, is_json=True)
    sentence = result.sentence if isinstance(result, Result) else None
    if sentence is not None:
        text: str = getattr(result, sentence)
        return Served(params=params, ret_code=0, content=text.encode())
    content = _codec.to_json(_codec.write(result))
    return Served(params=params, ret_code=0, content=content, is_json=True)


def _refused(params: bytes, refusal: Refusal) -> Served:
    return Served(params=params, ret_code=refusal.ret_code, content=refusal.sentence.encode())


@serves(OrderList)
def order_list(desk: Desk, request: OrderList) -> bytes:
    """Section 2.10."""
    return desk.listing.page(request)
