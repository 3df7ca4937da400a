"""Whether the key fits: from the encrypted bytes to what was said with them."""

from __future__ import annotations

from ..._text import is_text
from ...config import Credentials
from .ciphers import BLOCK, Opening, is_json, is_readable, mistaken_opening, opened, other_iv
from .steps import Step, Text, fine, wrong


def explain_key(blocks: bytes, credentials: Credentials) -> tuple[bytes | None, Step]:
    """Decrypt, and if that fails find out how it was encrypted instead.

    Returns:
        What is inside, also where a mistake had to be made to read it; None if nothing opens
        it. And what was found.
    """
    if not blocks or len(blocks) % BLOCK:
        return _not_encrypted(blocks)
    plain = opened(blocks, credentials)
    if plain == b"":  # a whole block of padding is no chance
        return plain, _opens()
    # From what can't be chance to what might be: a wrong IV, too, gives text of a sort.
    for accepts in (is_json, is_readable):
        if plain is not None and accepts(plain):
            return plain, _opens()
        opening = mistaken_opening(blocks, credentials, accepts)
        if opening is not None:
            return _opens_otherwise(opening)
    opening = other_iv(blocks, credentials)
    if opening is not None:
        return _opens_otherwise(opening)
    if plain is not None and is_text(plain):
        return plain, _opens()
    return None, _hopeless(plain)


def _opens_otherwise(opening: Opening) -> tuple[bytes, Step]:
    return opening.plaintext, wrong(
        "it doesn't open as documented, but so", "按文档解不开，但这样可以：", *opening.mistakes
    )


def _opens() -> Step:
    return fine(
        "the key opens it: AES-256-CBC, right padding, UTF-8",
        "密钥正确：AES-256-CBC，填充正确，UTF-8",
    )


def _not_encrypted(blocks: bytes) -> tuple[bytes | None, Step]:
    if is_readable(blocks):
        return blocks, wrong("it isn't encrypted, only base64", "没有加密，只做了 base64")
    return None, wrong("there is nothing to decrypt", "没有可解密的内容")


def _hopeless(plain: bytes | None) -> Step:
    if plain is None:
        found = Text("the padding is wrong", "填充不正确")
    else:
        found = Text("the padding fits by chance, but it isn't UTF-8", "填充碰巧正确，但不是 UTF-8")
    return wrong(
        "the key doesn't open it",
        "密钥解不开",
        found,
        Text(
            "no usual mistake opens it either: another aes_key, or something was changed on the"
            " way",
            "常见错误也解不开：aes_key 不对，或内容在途中被改动",
        ),
    )
