"""Replies and notifications written in a dialect."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, get_args
from urllib.parse import urlencode

import attrs

from ...checks import is_whole
from ...config import Credentials
from ...endpoints.metadata import is_local
from ...endpoints.mini_program import read_params
from ...fields import JsonValue
from ...protocol import envelope, json_text, request_form, signing, writing
from ...protocol.text import BOM
from ...registry import Endpoint
from .dialect import Dialect
from .serving import UNKNOWN_ID_REPLY, ServedRequest

_DIGITS = re.compile(r"-?[0-9]{1,19}")
_GREATEST_OF_32_BITS = 2**31 - 1
_OBJECTS = ("form_data", "sp_data")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_NAME = re.compile(rb'("user_name":"(?:[^"\\]|\\.)*)')
_ODD_END = b"\t\\\\u0000\\\\ud83d\xe5\xad"  # for re.sub, which wants a backslash twice


def write_reply(
    dialect: Dialect, credentials: Credentials, endpoint: Endpoint, served: ServedRequest
) -> bytes:
    """Return a reply's body, signed and in nearly every dialect sealed."""
    if served.ret_code is None:
        return UNKNOWN_ID_REPLY
    content = served.content
    if served.is_json and dialect.changes_content:
        kind = (get_args(endpoint.result) or (endpoint.result,))[0]
        content = _rewrite(dialect, kind, json_text.parse_json(content))
    body = envelope.seal_reply(credentials, served.ret_code, content)
    ret_content: str | None = None
    if dialect.base64_in_lines:
        ret_content = _in_lines(str(json.loads(body)["ret_content"]))
    if served.ret_code != 0 and dialect.plain_text_errors:
        ret_content = content.decode()
    if ret_content is not None:
        sign = signing.sign(credentials, str(served.ret_code), ret_content)
        body = replace_fields(body, ret_content=ret_content, sign=sign)
    if dialect.ret_code_as_string:
        body = replace_fields(body, ret_code=str(served.ret_code))
    if dialect.upper_case_sign:
        body = replace_fields(body, sign=str(json.loads(body)["sign"]).upper())
    return BOM + body + b"\r\n" if dialect.byte_order_mark else body


def write_form(
    dialect: Dialect, credentials: Credentials, kind: type[Any], content: bytes
) -> bytes:
    """Return a notification's form, written as far as the dialect applies to one."""
    if dialect.changes_content:
        content = _rewrite(dialect, kind, json_text.parse_json(content))
    fields = request_form.parse_form(writing.seal_request(credentials, content))
    if dialect.base64_in_lines:
        fields["param"] = _in_lines(fields["param"])
        fields["sign"] = signing.sign(credentials, fields["id"], fields["param"])
    if dialect.upper_case_sign:
        fields["sign"] = fields["sign"].upper()
    body = urlencode(fields).encode()
    return BOM + body + b"&\r\n" if dialect.byte_order_mark else body


def _in_lines(base64: str) -> str:
    return "".join(f"{base64[start : start + 76]}\r\n" for start in range(0, len(base64), 76))


def replace_fields(body: bytes, **fields: str) -> bytes:
    """Replace some fields of the outer JSON; nothing is signed anew."""
    return writing.to_json({**json.loads(body), **fields})


def _rewrite(dialect: Dialect, kind: type[Any], content: JsonValue) -> bytes:
    names = [field.name for field in attrs.fields(kind) if not is_local(field)]
    for row in content if isinstance(content, list) else [content]:
        if isinstance(row, dict):
            _fill_unknown(dialect, row, names)
    if dialect.sp_data != "documented" and isinstance(content, dict) and content.get("sp_data"):
        content["sp_data"] = _sp_data(dialect, content["sp_data"])
    if dialect.times_as_digits:
        content = _change_scalars(content, _as_digits)
    if dialect.numbers == "as_strings":
        content = _change_scalars(content, lambda value: str(value) if is_whole(value) else value)
    if dialect.numbers == "as_numbers":
        content = _change_scalars(content, _as_number)
    if dialect.numbers == "as_32_bits":
        content = _change_scalars(content, lambda value: _of_32_bits(_as_number(value)))
    written = writing.to_json(content)  # type: ignore[arg-type]
    return _NAME.sub(rb"\1" + _ODD_END, written) if dialect.odd_names else written


def _fill_unknown(dialect: Dialect, row: dict[str, JsonValue], names: list[str]) -> None:
    for name in names:
        if dialect.empty_lists and name in _OBJECTS and not row.get(name):
            row[name] = []
        elif dialect.nulls:
            row.setdefault(name, None)


def _sp_data(dialect: Dialect, sp_data: JsonValue) -> JsonValue:
    params = read_params(sp_data)
    if params is None:
        return sp_data
    if dialect.sp_data == "list":
        return [dict(params.arguments) if params.trade_no is None else params.trade_no]
    given = dict(params.arguments)
    return given if dialect.sp_data == "object" else json.dumps(given, separators=(",", ":"))


def _change_scalars(value: JsonValue, change: Callable[[JsonValue], JsonValue]) -> JsonValue:
    if isinstance(value, dict):
        return {name: _change_scalars(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_change_scalars(inner, change) for inner in value]
    return change(value)


def _as_digits(value: JsonValue) -> JsonValue:
    if isinstance(value, str) and _TIME.fullmatch(value):
        return re.sub("[-: ]", "", value)
    return value


def _as_number(value: JsonValue) -> JsonValue:
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value


def _of_32_bits(value: JsonValue) -> JsonValue:
    if isinstance(value, int) and abs(value) > _GREATEST_OF_32_BITS:
        return float(f"{value:.13e}")  # PHP's precision is 14 digits
    return value
