"""The expected sign, and the usual mistakes that reproduce the one that was given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import md5
from itertools import permutations, product

from ...config import Credentials
from ...protocol.redact import Redactor
from ...protocol.signing import sign
from ..wording import Text
from .capture import Capture
from .mistakes import Way, fewest_mistakes_first, mistakes_of
from .steps import Step, fine, wrong

_HEX = re.compile(r"[0-9A-Fa-f]{32}")
_URL_ENCODED = {
    ord("+"): ("+", "%2B", "%2b"),
    ord("/"): ("/", "%2F", "%2f"),
    ord("="): ("=", "%3D", "%3d"),
    ord(" "): (" ", "+", "%20"),
}
"""The spellings that one encoder or another has for the characters of base64, and of a lost +."""


def explain_sign(
    capture: Capture, credentials: Credentials, plaintext: bytes | None, shown: Redactor
) -> Step:
    """Compare the sign with what it must be; ``plaintext`` may have been signed by mistake."""
    expected = sign(credentials, capture.head, capture.sealed)
    recipe = " + ".join([*capture.names, "app_secret"])
    lines = (
        f"md5({recipe}) = md5({shown.signed(capture.head, capture.sealed)})",
        f"= {expected}",
    )
    if capture.sign == expected:
        return fine("sign.fits", *lines)
    if capture.sign.lower() == expected:
        if capture.is_reply:
            return fine("sign.fits_in_capitals", *lines)
        return wrong("sign.must_be_lower_case", *lines)
    given = Text("sign.given", sign=shown.short(capture.sign) or Text("sign.nothing"))
    return wrong("sign.wrong", *lines, given, *_reasons(capture, credentials, plaintext))


def _reasons(capture: Capture, credentials: Credentials, plaintext: bytes | None) -> list[Text]:
    found = mistakes_behind(capture, credentials, plaintext)
    if found:
        return [Text("sign.comes_from", mistake=mistake) for mistake in found]
    if not _HEX.fullmatch(capture.sign):
        return [Text("sign.no_hex", size=len(capture.sign))]
    return [Text("sign.unexplained")]


def mistakes_behind(
    capture: Capture, credentials: Credentials, plaintext: bytes | None
) -> tuple[Text, ...] | None:
    """Return the fewest usual mistakes that together make this sign; None if none of them do."""
    given = capture.sign.strip().lower()
    parts = (_texts(capture, plaintext), _secrets(credentials), _orders(capture))
    for ways in fewest_mistakes_first(*parts):
        text, secret, order = (way.value for way in ways)
        signed = order.format(head=capture.head, text=text, secret=secret)
        if md5(signed.encode(errors="surrogateescape"), usedforsecurity=False).hexdigest() == given:
            return mistakes_of(ways)
    return None


def _orders(capture: Capture) -> Iterator[Way[str]]:
    head, text = capture.names
    parts = {"{head}": head, "{text}": text, "{secret}": "app_secret"}
    right = " + ".join(parts.values())
    for order in permutations(parts):
        words = " + ".join(parts[part] for part in order)
        other = None if words == right else Text("sign.order", order=words, right=right)
        yield Way("".join(order), other)
    yield Way("{head}{text}", Text("sign.without", name="app_secret"))
    yield Way("{text}{secret}", Text("sign.without", name=head))
    for name in ("key", "appsecret", "secret"):
        yield Way(f"{head}={{head}}&{text}={{text}}&{name}={{secret}}", Text("sign.pairs"))


def _secrets(credentials: Credentials) -> Iterator[Way[str]]:
    secret = str(credentials.app_secret)
    yield Way(secret)
    yield Way(str(credentials.aes_key), Text("sign.aes_key"))
    yield Way(f"{secret}\n", Text("sign.line_break"))
    yield Way(f"{secret} ", Text("sign.space"))
    yield Way(secret.lower(), Text("sign.lower_case"))
    yield Way(secret.upper(), Text("sign.upper_case"))


def _texts(capture: Capture, plaintext: bytes | None) -> Iterator[Way[str]]:
    _, name = capture.names
    sealed = capture.sealed
    yield Way(sealed)
    if capture.is_reply:
        yield Way(sealed.replace("/", "\\/"), Text("sign.slashes", name=name))
    for spellings in product(*_URL_ENCODED.values()):
        text = sealed.translate(dict(zip(_URL_ENCODED, spellings, strict=True)))
        if "%" in text:
            yield Way(text, Text("sign.url_encoded", name=name))
    if plaintext is not None:
        text = plaintext.decode(errors="surrogateescape")
        yield Way(text, Text("sign.plaintext", name=name))
    yield Way(sealed.replace(" ", "+"), Text("sign.plus", name=name))
    for text in _in_lines(sealed):
        yield Way(text, Text("sign.in_lines", name=name))
    yield Way("".join(sealed.split()).rstrip("="), Text("sign.no_padding", name=name))
    yield Way("", Text("sign.without", name=name))


def _in_lines(sealed: str) -> Iterator[str]:
    """Yield the text as base64 encoders break it into lines, with a last line break and without."""
    plain = "".join(sealed.split())
    for width in (64, 76):
        lines = [plain[start : start + width] for start in range(0, len(plain), width)]
        for end in ("\n", "\r\n"):
            yield end.join(lines)
            yield end.join([*lines, ""])
    yield f"{sealed}\n"
    yield plain
