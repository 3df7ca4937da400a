"""The outer JSON of a reply, which in a listing is half a megabyte of one string."""

from __future__ import annotations

import json
import re

import msgspec

from ..errors import BadEnvelope
from ..messages.text import Text
from .cipher import Workspace
from .text import BOM, escapes_mended

_PIECE = 96 * 1024
"""Bytes handled at a time: small enough to stay in the processor's cache."""

_PLAIN_CODE = re.compile(r"-?[1-9][0-9]*|0")
_LONGEST_CODE = 20
_BACKSLASH = 0x5C


class OuterJson(msgspec.Struct):
    """A reply's three parts, code and content as they are printed."""

    ret_code: msgspec.Raw
    ret_content: msgspec.Raw = msgspec.Raw(b"null")
    sign: str | None = None


_USUAL_HEAD = re.compile(rb'\{"ret_code":("?-?[0-9]{1,20}"?),"ret_content":"')
_USUAL_TAIL = re.compile(rb'","sign":"([0-9A-Fa-f]{32})"\}')
# Strings, the last of them perhaps cut off; possessive, so that no text makes it slow.
_IN_QUOTES = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x1f]")
_OUTER = msgspec.json.Decoder(OuterJson)
_STRING = msgspec.json.Decoder(str)


def parse_outer(body: bytes) -> OuterJson:
    """Take a reply's JSON apart.

    Raises:
        BadEnvelope: Not an object of the three parts.
    """
    head = _USUAL_HEAD.match(body)
    if head is not None:
        # Finding the closing quote is far cheaper than having half a megabyte parsed.
        end = body.find(b'"', head.end())
        tail = _USUAL_TAIL.fullmatch(body, end)
        if tail is not None and body[end - 1] != _BACKSLASH:
            content = memoryview(body)[head.end() - 1 : end + 1]
            return OuterJson(msgspec.Raw(head[1]), msgspec.Raw(content), tail[1].decode())
    bare = body.strip(BOM + b" \t\r\n")
    try:
        try:
            return _OUTER.decode(bare)
        except msgspec.DecodeError:
            return _OUTER.decode(_IN_QUOTES.sub(_controls_escaped, bare))
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        raise _not_a_reply() from None


def _controls_escaped(string: re.Match[bytes]) -> bytes:
    """Escape the line breaks and tabs that stand raw in a JSON string."""
    return _CONTROL.sub(lambda match: b"\\u%04x" % match[0][0], string[0])


def _not_a_reply() -> BadEnvelope:
    return BadEnvelope(Text("reason.no_reply"))


def unescape(raw: bytes | memoryview, workspace: Workspace) -> memoryview:
    """Return the text of a JSON string, unescaped piece by piece into the workspace.

    Raises:
        BadEnvelope: Neither a string nor null, which counts as an empty one.
    """
    view = memoryview(raw)
    if bytes(view[:5]) == b"null":
        return view[:0]
    if bytes(view[:1]) != b'"':
        raise _not_a_reply()
    text = workspace.text(len(view))
    start, size, stop = 1, 0, len(view) - 1
    while start < stop:
        end = min(start + _PIECE, stop)
        if view[end - 1] == _BACKSLASH:
            end += 1
        try:
            piece = _STRING.decode(b"".join((b'"', view[start:end], b'"'))).encode()
        except ValueError:  # the cut lay inside an escape or a character
            return memoryview(_whole_string(view))
        text[size : size + len(piece)] = piece
        start, size = end, size + len(piece)
    return text[:size]


def _whole_string(raw: memoryview) -> bytes:
    try:
        return _STRING.decode(raw).encode()
    except ValueError:
        pass
    try:
        # A cut character stays as its bytes, and NUL as NUL: those were signed.
        text = escapes_mended(str(raw, "utf-8", "surrogateescape"), nul=r"\u0000")
        whole: str = json.loads(text, strict=False)
        return whole.encode("utf-8", "surrogateescape")
    except ValueError:
        raise _not_a_reply() from None


def printed_code(raw: bytes) -> str:
    """Return the code's text as printed, which is what was signed.

    Raises:
        BadEnvelope: Not a plain integer, bare or in quotes.
    """
    text = raw.decode("utf-8", errors="replace")
    if text[0] == text[-1] == '"':
        text = text[1:-1]
    if not is_plain_code(text):
        raise BadEnvelope(Text("reason.no_plain_code"))
    return text


def is_plain_code(text: str) -> bool:
    """Return whether a code is a whole number in plain digits, at most 20 characters of them."""
    return len(text) <= _LONGEST_CODE and _PLAIN_CODE.fullmatch(text) is not None
