"""From the sealed text to the encrypted bytes: is it base64, and if not quite, what is amiss?"""

from __future__ import annotations

import re
from urllib.parse import unquote

import pybase64

from ..._shown import Shown
from .steps import Step, fine, note, wrong

_BLOCK = 16
_HEX = re.compile(r"(?:[0-9A-Fa-f]{32})+")


def explain_base64(sealed: str, name: str, shown: Shown) -> tuple[bytes | None, list[Step]]:
    """Decode ``param`` or ``ret_content``, putting right on the way what can be.

    Args:
        sealed: The text as received.
        name: The field's, for the report.
        shown: Masks what is quoted.

    Returns:
        The encrypted bytes, whole blocks of them; None if there is nothing to decrypt. And
        what was found.
    """
    if not sealed:
        return None, [wrong(f"{name} is empty", f"{name} 为空")]
    if _HEX.fullmatch(sealed):
        step = wrong(f"{name} is hex; it must be base64", f"{name} 是十六进制；应为 base64")
        return bytes.fromhex(sealed), [step]
    repaired, steps = _repaired(sealed, name)
    try:
        blocks = pybase64.b64decode(repaired.encode(), validate=True)
    except ValueError:
        broken = wrong(f"{name} isn't base64", f"{name} 不是 base64", shown.short(sealed))
        return None, [broken]
    if not steps:
        steps.append(fine(f"{name} is base64 on one line", f"{name} 是单行 base64"))
    size = len(blocks)
    if size == 0 or size % _BLOCK:
        steps.append(
            wrong(
                f"{size} bytes aren't whole AES blocks of 16: cut off, or not encrypted",
                f"{size} 字节不是 16 的整数倍：被截断，或没有加密",
            )
        )
    return blocks, steps


def _repaired(sealed: str, name: str) -> tuple[str, list[Step]]:
    steps = []
    text = sealed
    if re.search("%(?:2[BFbf]|3[Dd])", text):
        text = unquote(text)
        steps.append(
            wrong(
                f"{name} still is url-encoded: it was encoded twice, or not decoded",
                f"{name} 仍是 url 编码：编码了两次，或没有解码",
            )
        )
    if " " in text:
        text = text.replace(" ", "+")
        steps.append(
            wrong(
                f"{name} has spaces where base64 has +: it was sent without url-encoding",
                f"{name} 中的 + 变成了空格：发送时没有做 url 编码",
            )
        )
    if re.search(r"[\r\n\t]", text):
        text = "".join(text.split())
        steps.append(
            wrong(f"{name} has line breaks; it must be one line", f"{name} 含有换行；应为单行")
        )
    if re.search("[-_]", text):
        text = text.replace("-", "+").replace("_", "/")
        steps.append(
            wrong(
                f"{name} is the url-safe base64 (- and _); it must be the standard one (+ and /)",
                f"{name} 用了 url 安全的 base64（- _）；应为标准 base64（+ /）",
            )
        )
    missing = -len(text) % 4
    if missing and missing < 3:
        text += "=" * missing
        steps.append(note(f"{name} lacks its closing =", f"{name} 缺少结尾的 ="))
    return text, steps
