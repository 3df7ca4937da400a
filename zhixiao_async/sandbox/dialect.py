"""The forms in which partners have met replies, one switch each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Literal, get_args, get_type_hints
from urllib.parse import urlencode

import attrs

from .. import _codec, _envelope
from .._checks import is_local
from ..config import Credentials
from ..endpoints.mini_program import read_params
from ..errors import InvalidRequest
from ..fields import JsonValue
from ..registry import Endpoint
from .serving import STRANGER, Served

_DIGITS = re.compile(r"-?[0-9]{1,19}")
_GREATEST_OF_32_BITS = 2**31 - 1
_OBJECTS = ("form_data", "sp_data")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_NAME = re.compile(rb'("user_name":"(?:[^"\\]|\\.)*)')
_ODD_END = b"\t\\\\u0000\\\\ud83d\xe5\xad"  # as re.sub wants it: a backslash is written twice
_BOM = b"\xef\xbb\xbf"


@attrs.frozen(kw_only=True)
class Dialect:
    """How replies are written. The default is the document's own way.

    Attributes:
        ret_code_as_string: ``"ret_code":"0"``.
        upper_case_sign: The sign's hex in capitals.
        plain_text_errors: A refusal's sentence isn't encrypted (but signed).
        empty_lists: An empty object is written as ``[]``, as PHP does.
        nulls: What is unknown is written as null instead of left out.
        numbers: ``as_strings`` writes every number as text, ``as_numbers`` every text of digits
            as a number, so that zeros at its beginning are lost, and ``as_32_bits`` does so as PHP
            of 32 bits: a long one with an exponent, and its last digits lost too.
        sp_data: A mini-program's parameters as an ``object`` (Alipay's number under ``tradeNO``),
            as the ``text`` of one, or alone in a ``list``.
        html_content_type: ``text/html`` instead of ``application/json``.
        byte_order_mark: The body begins with one, and ends in white space; a form also with ``&``.
        base64_in_lines: A line break (CRLF) after every 76 characters of base64, and signed so.
        times_as_digits: ``20260302100000`` instead of ``2026-03-02 10:00:00``.
        odd_names: A ``user_name`` ends in a raw tab, NUL, half a surrogate pair and a cut
            character.

    Raises:
        InvalidRequest: A value that isn't one of the choices.
    """

    ret_code_as_string: bool = False
    upper_case_sign: bool = False
    plain_text_errors: bool = False
    empty_lists: bool = False
    nulls: bool = False
    numbers: Literal["documented", "as_strings", "as_numbers", "as_32_bits"] = "documented"
    sp_data: Literal["documented", "object", "text", "list"] = "documented"
    html_content_type: bool = False
    byte_order_mark: bool = False
    base64_in_lines: bool = False
    times_as_digits: bool = False
    odd_names: bool = False

    def __attrs_post_init__(self) -> None:
        for name, hint in get_type_hints(type(self)).items():
            choices = get_args(hint) or (True, False)
            value = getattr(self, name)
            if not isinstance(value, type(choices[0])) or value not in choices:
                rule = f"must be one of {', '.join(map(str, choices))}"
                raise InvalidRequest(name, rule, given=value)

    @property
    def content_type(self) -> str:
        """The reply's HTTP header."""
        return "text/html" if self.html_content_type else "application/json"

    @property
    def changes_content(self) -> bool:
        """Whether what is sealed is written in another way."""
        written = (self.numbers, self.sp_data)
        switched = (self.empty_lists, self.nulls, self.times_as_digits, self.odd_names)
        return any(switched) or written != ("documented", "documented")


DOCUMENTED = Dialect()


def write_reply(
    dialect: Dialect, credentials: Credentials, endpoint: Endpoint, served: Served
) -> bytes:
    """The reply's body, signed and in nearly every dialect sealed."""
    if served.ret_code is None:
        return STRANGER
    content = served.content
    if served.is_json and dialect.changes_content:
        kind = (get_args(endpoint.result) or (endpoint.result,))[0]
        content = _rewritten(dialect, kind, _codec.parse_json(content))
    body = _envelope.seal_reply(credentials, served.ret_code, content)
    if dialect.base64_in_lines:
        sealed = _in_lines(str(json.loads(body)["ret_content"]))
        sign = _envelope.sign(credentials, str(served.ret_code), sealed)
        body = reworded(body, ret_content=sealed, sign=sign)
    if served.ret_code != 0 and dialect.plain_text_errors:
        sentence = content.decode()
        code = str(served.ret_code)
        body = reworded(
            body, ret_content=sentence, sign=_envelope.sign(credentials, code, sentence)
        )
    if dialect.ret_code_as_string:
        body = reworded(body, ret_code=str(served.ret_code))
    if dialect.upper_case_sign:
        body = reworded(body, sign=str(json.loads(body)["sign"]).upper())
    return _BOM + body + b"\r\n" if dialect.byte_order_mark else body


def write_form(
    dialect: Dialect, credentials: Credentials, kind: type[Any], content: bytes
) -> bytes:
    """A notification's form, in what of the dialect applies to one."""
    if dialect.changes_content:
        content = _rewritten(dialect, kind, _codec.parse_json(content))
    fields = _envelope.parse_form(_envelope.seal_request(credentials, content))
    if dialect.base64_in_lines:
        fields["param"] = _in_lines(fields["param"])
        fields["sign"] = _envelope.sign(credentials, fields["id"], fields["param"])
    if dialect.upper_case_sign:
        fields["sign"] = fields["sign"].upper()
    body = urlencode(fields).encode()
    return _BOM + body + b"&\r\n" if dialect.byte_order_mark else body


def _in_lines(base64: str) -> str:
    return "".join(f"{base64[start : start + 76]}\r\n" for start in range(0, len(base64), 76))


def reworded(body: bytes, **fields: str) -> bytes:
    """The same outer JSON with some fields replaced; nothing is signed anew."""
    return _codec.to_json({**json.loads(body), **fields})


def _rewritten(dialect: Dialect, kind: type[Any], content: JsonValue) -> bytes:
    names = [one.name for one in attrs.fields(kind) if not is_local(one)]
    for row in content if isinstance(content, list) else [content]:
        if isinstance(row, dict):
            _fill(dialect, row, names)
    if dialect.sp_data != "documented" and isinstance(content, dict) and content.get("sp_data"):
        content["sp_data"] = _parameters(dialect, content["sp_data"])
    if dialect.times_as_digits:
        content = _scalars(content, _as_digits)
    if dialect.numbers == "as_strings":
        content = _scalars(content, lambda value: str(value) if _is_number(value) else value)
    if dialect.numbers == "as_numbers":
        content = _scalars(content, _as_number)
    if dialect.numbers == "as_32_bits":
        content = _scalars(content, lambda value: _of_32_bits(_as_number(value)))
    written = _codec.to_json(content)  # type: ignore[arg-type]
    return _NAME.sub(rb"\1" + _ODD_END, written) if dialect.odd_names else written


def _fill(dialect: Dialect, row: dict[str, JsonValue], names: list[str]) -> None:
    for name in names:
        if dialect.empty_lists and name in _OBJECTS and not row.get(name):
            row[name] = []
        elif dialect.nulls and name != "unreadable":
            row.setdefault(name, None)


def _parameters(dialect: Dialect, sp_data: JsonValue) -> JsonValue:
    params = read_params(sp_data)
    if params is None:
        return sp_data
    if dialect.sp_data == "list":
        return [dict(params.arguments) if params.trade_no is None else params.trade_no]
    given = dict(params.arguments)
    return given if dialect.sp_data == "object" else json.dumps(given, separators=(",", ":"))


def _scalars(value: JsonValue, change: Callable[[JsonValue], JsonValue]) -> JsonValue:
    if isinstance(value, dict):
        return {name: _scalars(one, change) for name, one in value.items()}
    if isinstance(value, list):
        return [_scalars(one, change) for one in value]
    return change(value)


def _as_digits(value: JsonValue) -> JsonValue:
    is_time = isinstance(value, str) and _TIME.fullmatch(value)
    return re.sub("[-: ]", "", value) if is_time and isinstance(value, str) else value


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _as_number(value: JsonValue) -> JsonValue:
    plain = isinstance(value, str) and _DIGITS.fullmatch(value)
    return int(value) if plain and isinstance(value, str) else value


def _of_32_bits(value: JsonValue) -> JsonValue:
    if isinstance(value, int) and abs(value) > _GREATEST_OF_32_BITS:
        return float(f"{value:.13e}")  # PHP's precision is 14 digits
    return value
