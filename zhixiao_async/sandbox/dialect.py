"""The forms in which partners have met replies, one switch each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Literal, get_args, get_type_hints

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
        byte_order_mark: The body begins with one, and ends in white space.

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
        return self.empty_lists or self.nulls or written != ("documented", "documented")


DOCUMENTED = Dialect()


def write_reply(
    dialect: Dialect, credentials: Credentials, endpoint: Endpoint, served: Served
) -> bytes:
    """The reply's body, signed and in nearly every dialect sealed."""
    if served.ret_code is None:
        return STRANGER
    content = served.content
    if served.is_json and dialect.changes_content:
        content = _codec.to_json(_rewritten(dialect, endpoint, _codec.parse_json(content)))
    body = _envelope.seal_reply(credentials, served.ret_code, content)
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


def reworded(body: bytes, **fields: str) -> bytes:
    """The same outer JSON with some fields replaced; nothing is signed anew."""
    return _codec.to_json({**json.loads(body), **fields})


def _rewritten(dialect: Dialect, endpoint: Endpoint, content: JsonValue) -> Any:
    if dialect.nulls or dialect.empty_lists:
        kind = (get_args(endpoint.result) or (endpoint.result,))[0]
        names = [one.name for one in attrs.fields(kind) if not is_local(one)]
        for row in content if isinstance(content, list) else [content]:
            if isinstance(row, dict):
                _fill(dialect, row, names)
    if dialect.sp_data != "documented" and isinstance(content, dict) and content.get("sp_data"):
        content["sp_data"] = _parameters(dialect, content["sp_data"])
    if dialect.numbers == "as_strings":
        return _scalars(content, lambda value: str(value) if _is_number(value) else value)
    if dialect.numbers == "as_numbers":
        return _scalars(content, _as_number)
    if dialect.numbers == "as_32_bits":
        return _scalars(content, lambda value: _of_32_bits(_as_number(value)))
    return content


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


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _as_number(value: JsonValue) -> JsonValue:
    plain = isinstance(value, str) and _DIGITS.fullmatch(value)
    return int(value) if plain and isinstance(value, str) else value


def _of_32_bits(value: JsonValue) -> JsonValue:
    if isinstance(value, int) and abs(value) > _GREATEST_OF_32_BITS:
        return float(f"{value:.13e}")  # PHP's precision is 14 digits
    return value
