"""The form of a request, and of a notification (section 1.3): ``id``, ``param`` and ``sign``."""

from __future__ import annotations

from urllib.parse import unquote_plus

from ..config import Credentials
from ..errors import BadEnvelope, BadSignature
from ..messages.text import Text
from .cipher import Workspace, decrypt
from .signing import signed_by
from .text import BOM

FIELDS = ("id", "param", "sign")
"""What a form must hold; its sign covers the first two."""

_NOT_ONCE_EACH = Text("reason.not_once_each")
_LONGEST_NAME = 3 * len("param")  # in bytes, each character percent-encoded


def parse_form(body: bytes) -> dict[str, str]:
    """Return the fields ``id``, ``param`` and ``sign`` of a form body, each exactly once.

    Whatever else a form holds is ignored, since it isn't signed: a byte order mark, a line end,
    an ``&`` too many, other fields in any number and of any bytes.

    Raises:
        BadEnvelope: Not such a form.
    """
    found: dict[str, str] = {}
    for pair in body.removeprefix(BOM).strip().split(b"&"):
        name, _, value = pair.partition(b"=")
        field = _unquoted(name) if len(name) <= _LONGEST_NAME else ""
        if field in found:
            raise BadEnvelope(_NOT_ONCE_EACH)
        if field in FIELDS:
            found[field] = _unquoted(value)
    if not found:
        raise BadEnvelope(Text("reason.no_form"))
    if len(found) < len(FIELDS):
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
        raise BadSignature(Text("reason.wrong_sign_of_form"))
    text = form["param"].encode()
    return bytes(decrypt(credentials, memoryview(text), Workspace()))
