"""Which sign was expected, and which usual mistakes reproduce the one that was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import md5
from itertools import product
from urllib.parse import quote, quote_plus

import attrs

from ... import _envelope
from ..._shown import Shown
from ...config import Credentials
from .captured import Captured
from .steps import Step, Text, fine, wrong

_HEX = re.compile(r"[0-9A-Fa-f]{32}")


@attrs.frozen
class Variant:
    """One way of doing a part of the work, and the mistake that it is; None if it is right."""

    value: str
    mistake: Text | None = None


def explain_sign(
    captured: Captured, credentials: Credentials, plaintext: str | None, shown: Shown
) -> Step:
    """Compare the sign with what it must be.

    Args:
        captured: What it was given with.
        credentials: Whose ``app_secret`` signs.
        plaintext: What was sealed, if it could be opened, to find a sign made over that.
        shown: Masks what is quoted.
    """
    expected = _envelope.sign(credentials, captured.head, captured.sealed)
    name = "ret_code + ret_content" if captured.is_reply else "id + param"
    recipe = f"md5({name} + app_secret) = md5({shown.signed(captured.head, captured.sealed)})"
    lines = (recipe, f"= {expected}")
    if captured.sign.lower() == expected:
        return _right(captured, lines)
    got = Text(
        f"given: {shown.short(captured.sign) or '(nothing)'}",
        f"收到：{shown.short(captured.sign) or '（空）'}",
    )
    found = mistakes_behind(captured, credentials, plaintext)
    return wrong(
        "the sign doesn't fit; expected was", "签名不符，应为", *lines, got, *_told(captured, found)
    )


def _right(captured: Captured, lines: tuple[str, str]) -> Step:
    if captured.sign == captured.sign.lower():
        return fine("the sign fits", "签名正确", *lines)
    if captured.is_reply:
        return fine("the sign fits (its case doesn't matter)", "签名正确（大小写不限）", *lines)
    return wrong(
        "the sign fits but for its case: the document asks for lower-case hex",
        "签名内容正确，但文档要求小写十六进制",
        *lines,
    )


def _told(captured: Captured, found: tuple[Text, ...] | None) -> list[Text]:
    if found:
        return [
            Text(f"the given sign comes from this mistake: {one.en}", f"原因：{one.zh}")
            for one in found
        ]
    if not _HEX.fullmatch(captured.sign):
        size = len(captured.sign)
        return [
            Text(
                f"a sign is 32 hex characters, this has {size} characters",
                f"签名应为 32 位十六进制，实际 {size} 个字符",
            )
        ]
    return [
        Text(
            "no usual mistake gives that sign: another app_secret, or something was changed on"
            " the way",
            "常见错误都得不到该签名：app_secret 不对，或内容在途中被改动",
        )
    ]


def mistakes_behind(
    captured: Captured, credentials: Credentials, plaintext: str | None
) -> tuple[Text, ...] | None:
    """The fewest usual mistakes that together give this sign; None if none of them do."""
    ways = product(
        tuple(_texts(captured, plaintext)), tuple(_secrets(credentials)), tuple(_orders(captured))
    )
    given = captured.sign.strip().lower()
    for way in sorted(ways, key=_count):
        text, secret, order = way
        signed = order.value.format(head=captured.head, text=text.value, secret=secret.value)
        if md5(signed.encode(errors="replace"), usedforsecurity=False).hexdigest() == given:
            return tuple(one.mistake for one in way if one.mistake)
    return None


def _count(way: Iterable[Variant]) -> int:
    return sum(one.mistake is not None for one in way)


def _orders(captured: Captured) -> Iterator[Variant]:
    head, text = ("ret_code", "ret_content") if captured.is_reply else ("id", "param")
    yield Variant("{head}{text}{secret}")
    yield Variant("{head}{text}", Text("the app_secret is missing", "漏掉了 app_secret"))
    yield Variant("{text}{secret}", Text(f"the {head} is missing", f"漏掉了 {head}"))
    for order in ("{text}{head}{secret}", "{secret}{head}{text}", "{secret}{text}{head}"):
        yield Variant(order, _order_text(order, head, text))
    for order in ("{head}{secret}{text}", "{text}{secret}{head}"):
        yield Variant(order, _order_text(order, head, text))
    for name in ("key", "appsecret", "secret"):
        pairs = f"{head}={{head}}&{text}={{text}}&{name}={{secret}}"
        yield Variant(
            pairs,
            Text(
                "the parts were joined as name=value pairs with &; they stand side by side",
                "用 name=value 和 & 拼接了；应直接首尾相连",
            ),
        )


def _order_text(order: str, head: str, text: str) -> Text:
    names = {"head": head, "text": text, "secret": "app_secret"}
    words = order.replace("}{", "} + {").format(**names)
    right = " + ".join(names.values())
    return Text(f"the order was {words}; it is {right}", f"顺序是 {words}；应为 {right}")


def _secrets(credentials: Credentials) -> Iterator[Variant]:
    secret, key = str(credentials.app_secret), str(credentials.aes_key)
    yield Variant(secret)
    yield Variant(
        key, Text("the aes_key was used instead of the app_secret", "误用 aes_key 代替 app_secret")
    )
    yield Variant(
        secret + "\n", Text("a line break after the app_secret", "app_secret 末尾多了换行")
    )
    yield Variant(secret + " ", Text("a space after the app_secret", "app_secret 末尾多了空格"))
    yield Variant(secret.lower(), Text("the app_secret in lower case", "app_secret 被转成小写"))
    yield Variant(secret.upper(), Text("the app_secret in upper case", "app_secret 被转成大写"))


def _texts(captured: Captured, plaintext: str | None) -> Iterator[Variant]:
    name = "ret_content" if captured.is_reply else "param"
    sealed = captured.sealed
    yield Variant(sealed)
    if captured.is_reply:
        escaped = Text(
            "ret_content was signed with its slashes escaped (\\/)",
            "签名时 ret_content 的斜杠仍是转义的（\\/）",
        )
        yield Variant(sealed.replace("/", "\\/"), escaped)
    urlencoded = Text(
        f"{name} was signed url-encoded; sign the base64 text", f"对 url 编码后的 {name} 签名了"
    )
    spellings = (captured.raw, quote(sealed, safe=""), quote_plus(sealed), quote(sealed))
    for encoded in filter(lambda one: "%" in one, spellings):
        for spelling in (encoded, re.sub("%..", lambda match: match[0].lower(), encoded)):
            yield Variant(spelling, urlencoded)
    if plaintext is not None:
        yield Variant(
            plaintext,
            Text(
                f"the plaintext was signed; sign {name} as sent", f"对明文签名了，应对 {name} 签名"
            ),
        )
    yield from _changed_on_the_way(sealed, name)


def _changed_on_the_way(sealed: str, name: str) -> Iterator[Variant]:
    yield Variant(
        sealed.replace(" ", "+"),
        Text(
            f"+ turned into space: {name} was sent without url-encoding (+ must be %2B)",
            f"+ 变成了空格：{name} 发送时没有做 url 编码（+ 应为 %2B）",
        ),
    )
    broken = Text(f"base64 with line breaks: {name} is one line", f"{name} 的 base64 带有换行")
    plain = "".join(sealed.split())
    for width in (64, 76):
        lines = [plain[start : start + width] for start in range(0, len(plain), width)]
        for end in ("\n", "\r\n"):
            yield Variant(end.join(lines), broken)
            yield Variant(end.join([*lines, ""]), broken)
    yield Variant(sealed + "\n", broken)
    yield Variant(plain, broken)
    yield Variant(
        plain.rstrip("="), Text(f"{name} was signed without its =", f"签名时 {name} 去掉了 =")
    )
    yield Variant("", Text(f"the {name} is missing", f"漏掉了 {name}"))
