"""The envelope of a reply (section 1.3): ``ret_code``, ``ret_content`` and ``sign`` in JSON.

The sign is always checked before anything is decrypted.
"""

from __future__ import annotations

import re

import attrs
import msgspec

from ..config import Credentials
from ..errors import BadSignature, GatewayError, Undecryptable, refusal_class
from ..messages.text import Text
from .cipher import Workspace, decrypt, encrypt, looks_encrypted
from .json_text import sentence
from .outer_json import parse_outer, printed_code, unescape
from .redact import Redactor
from .signing import sign, signed_by
from .writing import quoted

_LONGEST_QUOTED = 4096
_LONG_NUMBER = re.compile(r"[0-9]{5,}")


@attrs.frozen(kw_only=True)
class Reply:
    """A reply whose sign was right.

    Attributes:
        ret_code: 0 is success.
        content: The decrypted ``ret_content``: JSON, or a bare sentence. It lies in the workspace
            that it was opened in, where the next reply overwrites it.
        sealed: Whether the content of a refusal is still encrypted, with another key than ours.
    """

    ret_code: int
    content: memoryview
    sealed: bool = False

    def refusal(self, path: str | None = None) -> GatewayError:
        """Make the error of a code that isn't 0; what is sealed says nothing."""
        words = "" if self.sealed else sentence(self.content)
        return refusal_class(self.ret_code)(self.ret_code, words, sealed=self.sealed, path=path)


def seal_reply(credentials: Credentials, ret_code: int, content: bytes) -> bytes:
    """Return the JSON of a reply, its content encrypted."""
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
        body: The answer's body, whatever its content type.
        workspace: Buffers to use again; fresh ones if not given.
        sent: The form that it answers.

    Raises:
        BadEnvelope: Not a reply of the documented form.
        BadSignature: The sign is missing or wrong.
        Undecryptable: A signed success whose content doesn't open.
    """
    workspace = workspace or Workspace()
    outer = parse_outer(body)
    printed = printed_code(bytes(outer.ret_code))
    content = unescape(outer.ret_content, workspace)
    if not (outer.sign or "").strip():
        raise BadSignature(_unsigned(credentials, printed, content))
    if _is_reflected(credentials, printed, content, sent):
        raise BadSignature(Text("reason.reflected"))
    if not signed_by(credentials, outer.sign or "", printed, content):
        raise BadSignature(Text("reason.wrong_sign_of_reply"))
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
    """Return whether what is signed is an app_id and then a ``param``, as in a request.

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
    if f"param={quoted(str(content, 'latin-1'))}&".encode("latin-1") in sent:
        return True
    try:
        opened = decrypt(credentials, content, Workspace())
    except Undecryptable:
        return False
    return printed != "0" and bytes(opened[:1]) == b"{"


def _unsigned(credentials: Credentials, printed: str, content: memoryview) -> Text:
    """Return what the error says of a reply without a sign, which may be a bare sentence."""
    said = str(content[:_LONGEST_QUOTED], "utf-8", errors="replace").strip()
    quotable = said and said[0] not in "{[" and not looks_encrypted(content)
    # A number may be a payer's.
    quoted = Redactor(credentials).short(_LONG_NUMBER.sub("…", said)) if quotable else ""
    sentence = quoted or Text("reason.without_a_word")
    return Text("reason.no_sign", ret_code=printed, sentence=sentence)
