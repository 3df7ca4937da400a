"""Bytes in, bytes out: the envelope of section 1.3, for both of its sides. No I/O.

The sign is always checked before anything is decrypted, in constant time and on bytes. The
string that is signed holds the secret, so it never exists: its parts are fed to md5 in turn.
"""

from __future__ import annotations

import hmac
import json
import re
from hashlib import md5
from urllib.parse import quote_plus, unquote_plus

import attrs
import msgspec

from ._cipher import Workspace, decrypt, encrypt, looks_encrypted
from ._codec import sentence
from ._shown import Shown
from ._text import escapes_mended
from .config import Credentials
from .errors import BadEnvelope, BadSignature, GatewayError, Undecryptable, refusal_class

FORM_FIELDS = ("id", "param", "sign")
"""What a form must hold, and all that its sign covers."""

_NOT_ONCE_EACH = "the form must hold id, param and sign, once each"
_LONGEST_NAME = 3 * len("param")  # in bytes, each character percent-encoded
_BOM = b"\xef\xbb\xbf"

_PLAIN_CODE = re.compile(r"-?[1-9][0-9]*|0")
_LONGEST_CODE = 20
_LONGEST_QUOTED = 4096
_LONG_NUMBER = re.compile(r"[0-9]{5,}")


_PIECE = 96 * 1024
"""Bytes handled at a time: small enough to stay in the processor's cache."""


class _Outer(msgspec.Struct):
    """A reply's parts, code and content as they are printed."""

    ret_code: msgspec.Raw
    ret_content: msgspec.Raw = msgspec.Raw(b"null")
    sign: str | None = None


_USUAL_HEAD = re.compile(rb'\{"ret_code":("?-?[0-9]{1,20}"?),"ret_content":"')
_USUAL_TAIL = re.compile(rb'","sign":"([0-9A-Fa-f]{32})"\}')
# Strings, the last of them perhaps cut off; possessive, so that no text makes it slow.
_IN_QUOTES = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x1f]")
_OUTER = msgspec.json.Decoder(_Outer)
_STRING = msgspec.json.Decoder(str)
_BACKSLASH = 0x5C


@attrs.frozen(kw_only=True)
class Reply:
    """A reply whose sign was right.

    Attributes:
        ret_code: 0 is success.
        content: What was inside ``ret_content``, decrypted: JSON, or a bare sentence. It lies in
            the workspace it was opened in, and is overwritten there by the next reply.
        sealed: Whether the content of a refusal is still encrypted: with another key than ours.
    """

    ret_code: int
    content: memoryview
    sealed: bool = False

    def refusal(self, path: str | None = None) -> GatewayError:
        """Make the error of a code that isn't 0; what is sealed says nothing."""
        words = "" if self.sealed else sentence(self.content)
        return refusal_class(self.ret_code)(self.ret_code, words, sealed=self.sealed, path=path)


def sign(credentials: Credentials, *parts: str | memoryview) -> str:
    """Lowercase hex md5 over the parts and then ``app_secret``."""
    digest = md5(usedforsecurity=False)
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
    digest.update(credentials.app_secret.encode())
    return digest.hexdigest()


def signed_by(credentials: Credentials, given: str, *parts: str | memoryview) -> bool:
    """Whether ``given`` is the sign of the parts, in either case of hex."""
    expected = sign(credentials, *parts).encode("ascii")
    return hmac.compare_digest(given.encode(errors="replace").lower(), expected)


def seal_request(credentials: Credentials, plaintext: bytes) -> bytes:
    """The form body of a request or a notification: ``id``, ``param`` and ``sign``."""
    param = encrypt(credentials, plaintext)
    signed = sign(credentials, credentials.app_id, param)
    app_id = quote_plus(credentials.app_id)
    return f"id={app_id}&param={_quoted(param)}&sign={signed}".encode("ascii")


def _quoted(base64: str) -> str:
    # Url-encoding of the only three characters of base64 that need it.
    return base64.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def parse_form(body: bytes) -> dict[str, str]:
    """The fields ``id``, ``param`` and ``sign`` of a form body, each exactly once.

    What else a form is dressed in is ignored, since only these three are signed: a byte order
    mark, a line end, an ``&`` too many, other fields in any number and of any bytes.

    Raises:
        BadEnvelope: Not such a form.
    """
    found: dict[str, str] = {}
    for pair in body.removeprefix(_BOM).strip().split(b"&"):
        name, _, value = pair.partition(b"=")
        field = _unquoted(name) if len(name) <= _LONGEST_NAME else ""
        if field in found:
            raise BadEnvelope(_NOT_ONCE_EACH)
        if field in FORM_FIELDS:
            found[field] = _unquoted(value)
    if not found:
        raise BadEnvelope("the body isn't a form of id, param and sign")
    if len(found) < len(FORM_FIELDS):
        raise BadEnvelope(_NOT_ONCE_EACH)
    return found


def _unquoted(text: bytes) -> str:
    return unquote_plus(text.decode("utf-8", "replace"), errors="replace")


def open_form(credentials: Credentials, form: dict[str, str]) -> bytes:
    """Verify and decrypt a parsed form that was sealed with these credentials.

    Raises:
        BadSignature: The sign is wrong.
        Undecryptable: The sign is right and the content doesn't open.
    """
    if not signed_by(credentials, form["sign"], form["id"], form["param"]):
        raise BadSignature("the sign doesn't fit id, param and this app_secret")
    text = form["param"].encode()
    return bytes(decrypt(credentials, memoryview(text), Workspace()))


def seal_reply(credentials: Credentials, ret_code: int, content: bytes) -> bytes:
    """The JSON of a reply, its content encrypted."""
    sealed = encrypt(credentials, content)
    reply = {
        "ret_code": ret_code,
        "ret_content": sealed,
        "sign": sign(credentials, str(ret_code), sealed),
    }
    return msgspec.json.encode(reply).replace(b"/", b"\\/")


def open_reply(
    credentials: Credentials,
    body: bytes,
    workspace: Workspace | None = None,
    *,
    sent: bytes = b"",
) -> Reply:
    """Verify and decrypt a reply, in any of the forms that partners have met.

    Args:
        credentials: The merchant's.
        body: All that HTTP gave, whatever its content type.
        workspace: Buffers to use again; fresh ones if not given.
        sent: The form that it answers.

    Raises:
        BadEnvelope: Not a reply of the documented form.
        BadSignature: The sign is missing or wrong.
        Undecryptable: A signed success whose content doesn't open.
    """
    workspace = workspace or Workspace()
    outer = _outer(body)
    printed = _printed_code(bytes(outer.ret_code))
    content = _unescaped(outer.ret_content, workspace)
    if not (outer.sign or "").strip():
        raise BadSignature(_unsigned(credentials, printed, content))
    if _is_reflected(credentials, printed, content, sent):
        raise BadSignature("it is a request of this app_id, played back as a reply")
    if not signed_by(credentials, outer.sign or "", printed, content):
        raise BadSignature("the sign doesn't fit ret_code, ret_content and this app_secret")
    ret_code = int(printed)
    if ret_code == 0 and not content:
        return Reply(ret_code=0, content=content)
    try:
        return Reply(ret_code=ret_code, content=decrypt(credentials, content, workspace))
    except Undecryptable:
        # An error's sentence has been seen in plain text; its sign vouches for it.
        if ret_code == 0:
            raise
        return Reply(ret_code=ret_code, content=content, sealed=looks_encrypted(content))


def _is_reflected(credentials: Credentials, printed: str, content: memoryview, sent: bytes) -> bool:
    """Whether what is signed is an app_id and then a ``param``, as a request's string is.

    Both strings are signed in the same way, so a request with its ``id`` as ``ret_code`` would
    pass for a signed refusal of the very request that the gateway has carried out.

    With an app_id that is a code in itself ("0") every reply has that form. It is assumed then that
    a refusal holds a sentence, and that only the request just sent is played back as a success.
    """
    app_id = credentials.app_id
    if not (printed + str(content[: len(app_id)], "latin-1")).startswith(app_id):
        return False
    if printed == app_id:
        return _is_own_request(credentials, printed, content, sent)
    before = printed[len(app_id) :].encode()
    return looks_encrypted(memoryview(before + content[max(0, len(app_id) - len(printed)) :]))


def _is_own_request(
    credentials: Credentials, printed: str, content: memoryview, sent: bytes
) -> bool:
    if f"param={_quoted(str(content, 'latin-1'))}&".encode("latin-1") in sent:
        return True
    try:
        opened = decrypt(credentials, content, Workspace())
    except Undecryptable:
        return False
    return printed != "0" and bytes(opened[:1]) == b"{"


def _unsigned(credentials: Credentials, printed: str, content: memoryview) -> str:
    """What is said of a reply without a sign, its own sentence included if it is one."""
    said = str(content[:_LONGEST_QUOTED], "utf-8", errors="replace").strip()
    quotable = said and said[0] not in "{[" and not looks_encrypted(content)
    # A number may be a payer's.
    quoted = Shown(credentials).short(_LONG_NUMBER.sub("…", said)) if quotable else "(nothing)"
    return f"it has no sign, so it proves nothing; unsigned it says ret_code {printed}: {quoted}"


def _outer(body: bytes) -> _Outer:
    head = _USUAL_HEAD.match(body)
    if head is not None:
        # Finding the closing quote is far cheaper than having half a megabyte parsed.
        end = body.find(b'"', head.end())
        tail = _USUAL_TAIL.fullmatch(body, end)
        if tail is not None and body[end - 1] != _BACKSLASH:
            content = memoryview(body)[head.end() - 1 : end + 1]
            return _Outer(msgspec.Raw(head[1]), msgspec.Raw(content), tail[1].decode())
    bare = body.strip(_BOM + b" \t\r\n")
    try:
        try:
            return _OUTER.decode(bare)
        except msgspec.DecodeError:
            return _OUTER.decode(_IN_QUOTES.sub(_controls_escaped, bare))
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        raise _not_a_reply() from None


def _controls_escaped(string: re.Match[bytes]) -> bytes:
    """A JSON string in which a line break or a tab stood raw, as JSON wants it."""
    return _CONTROL.sub(lambda one: b"\\u%04x" % one[0][0], string[0])


def _not_a_reply() -> BadEnvelope:
    return BadEnvelope("the answer isn't a JSON object of ret_code, ret_content and sign")


def _unescaped(raw: bytes | memoryview, workspace: Workspace) -> memoryview:
    """The text of a JSON string, in the workspace, piece by piece."""
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
        # A cut character stays the bytes that it was, and a NUL one: those were signed.
        text = escapes_mended(str(raw, "utf-8", "surrogateescape"), nul=r"\u0000")
        whole: str = json.loads(text, strict=False)
        return whole.encode("utf-8", "surrogateescape")
    except ValueError:
        raise _not_a_reply() from None


def _printed_code(raw: bytes) -> str:
    """The code's text as printed, which is what was signed."""
    text = raw.decode("utf-8", errors="replace")
    if text[0] == text[-1] == '"':
        text = text[1:-1]
    if len(text) > _LONGEST_CODE or not _PLAIN_CODE.fullmatch(text):
        raise BadEnvelope("the reply's ret_code isn't a plain integer")
    return text
