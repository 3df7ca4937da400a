"""The whole explanation: fields, id or code, base64, key, sign, content, in that order."""

from __future__ import annotations

import re

from ..._cipher import looks_encrypted
from ..._codec import sentence
from ..._envelope import Reply
from ..._shown import Shown
from ...config import Credentials
from ...registry import ENDPOINTS
from .base64s import explain_base64
from .captured import Captured
from .contents import explain_content, looks_like
from .keys import explain_key
from .lookalikes import NOTIFICATION, forms
from .signs import explain_sign
from .steps import Step, Text, any_wrong, fine, note, wrong
from .verdicts import Explained, judged_as_notification, judged_as_reply

_A_BLOCK = re.compile(r"[A-Za-z0-9+/=_-]{22}")  # of AES in Base64, but for a character or two
_PLAIN_CODE = re.compile(r"-?[1-9][0-9]*|0")
_MEANINGS = {
    "-1": Text("general refusal", "通用错误码"),
    "-2": Text("a parameter was rejected", "参数校验失败"),
    "-3": Text("the merchant's account or the user's is frozen", "商户或用户的账号被冻结"),
}


def explain(
    captured: Captured, credentials: Credentials, shown: Shown, *, path: str = ""
) -> list[Step]:
    """Everything that can be said about an envelope.

    Args:
        captured: The envelope, taken apart.
        credentials: Whose it should be.
        shown: Masks what is quoted.
        path: Of the endpoint, if it is known.
    """
    path = path or captured.path
    if captured.is_reply:
        return _explain_reply(captured, credentials, shown, path)
    steps = [_explain_id(captured.head, credentials, shown)]
    blocks, found = explain_base64(captured.sealed, "param", shown)
    plaintext, key = _opened(blocks, credentials)
    steps.append(explain_sign(captured, credentials, _as_text(plaintext), shown))
    steps += [*found, *key]
    content: list[Step] = []
    if plaintext is not None:
        content = explain_content(plaintext, is_reply=False, path=path, shown=shown)
    request = path in ENDPOINTS or _is_request(plaintext, content)
    return judged_as_notification(captured, credentials, [*steps, *content], shown, request=request)


def _is_request(plaintext: bytes | None, content: list[Step]) -> bool:
    """Check that it is content of a documented request and keeps its rules."""
    if plaintext is None or any_wrong(content):
        return False
    return looks_like(plaintext, forms()) is not NOTIFICATION


def _explain_id(app_id: str, credentials: Credentials, shown: Shown) -> Step:
    if app_id == credentials.app_id:
        return fine(f"id is the app_id {shown.short(app_id)}", f"id 等于 app_id {app_id}")
    ours = shown.short(credentials.app_id)
    given = shown.short(app_id) or "''"
    spaces = app_id.strip() == credentials.app_id
    hint = (Text("only white space differs", "仅空白字符不同"),) if spaces else ()
    return wrong(
        f"id is {given}, but the app_id is {ours}", f"id 是 {given}，但 app_id 是 {ours}", *hint
    )


def _explain_reply(
    captured: Captured, credentials: Credentials, shown: Shown, path: str
) -> list[Step]:
    if not captured.sign and not captured.sealed:
        return [
            _explain_code(captured, memoryview(b""), shown),
            wrong(
                "it has neither content nor sign: the answer to an id that isn't known, or to a"
                " forgery",
                "既无内容也无签名：这是对未知 id 或伪造请求的回答",
            ),
        ]
    refused = captured.head != "0"
    if refused or captured.sealed:
        blocks, found = explain_base64(captured.sealed, "ret_content", shown)
        plaintext, key = _opened(blocks, credentials)
    else:  # nothing at all needs no key
        found, plaintext, key = [], b"", []
    unopened = memoryview(captured.sealed.encode())
    sealed = plaintext is None and looks_encrypted(unopened)
    plain = refused and plaintext is None and not sealed and _is_sentence(captured.sealed)
    opened = unopened if plaintext is None else memoryview(plaintext)
    code = _explain_code(captured, opened, shown, sealed=sealed)
    if not captured.sign and plain:
        return [code, _unsigned(shown.whole(captured.sealed))]
    sign = explain_sign(captured, credentials, _as_text(plaintext), shown)
    content: list[Step] = []
    if plain:
        text = shown.whole(captured.sealed)
        content = [note("the refusal's sentence isn't encrypted", "错误说明没有加密", text)]
        found, key = [], []
    elif plaintext is not None and refused:
        said = shown.whole(sentence(plaintext))
        content = [note("the gateway's reason", "网关给出的原因", said)]
    elif plaintext is not None:
        content = explain_content(plaintext, is_reply=True, path=path, shown=shown)
    explained = Explained(code=code, envelope=[sign, *found], key=key, content=content)
    return judged_as_reply(captured, credentials, explained, shown, path=path)


def _unsigned(sentence: str) -> Step:
    return wrong(
        "it has no sign, so it proves nothing; unsigned it says",
        "没有签名，不能作为凭据；其未签名的说明是",
        Text(sentence, sentence),
    )


def _is_sentence(text: str) -> bool:
    """Whether it is shown as words, not as what should have been Base64."""
    return bool(text) and not (text.isascii() and _A_BLOCK.search(text))


def _explain_code(
    captured: Captured, content: memoryview, shown: Shown, *, sealed: bool = False
) -> Step:
    """Explain the code; only a signed refusal in words that aren't passing proves anything."""
    code = captured.head
    if code == "0":
        return fine("ret_code is 0: success", "ret_code 为 0：成功")
    label = shown.short(code) or "''"
    if not _PLAIN_CODE.fullmatch(code):
        return wrong(
            f"ret_code is {label}, which isn't a plain integer", f"ret_code 为 {label}，不是整数"
        )
    meaning = _MEANINGS.get(code, Text("a code the document doesn't list", "文档未列出的错误码"))
    number = int(code[:20])
    refused = Reply(ret_code=number, content=content, sealed=sealed).refusal()
    if captured.sign and not refused.settles_nothing:
        done = Text("nothing was done", "未作任何处理")
    else:
        done = Text("that doesn't prove that nothing was done", "这不能证明未作处理")
    return wrong(
        f"ret_code is {label}: {meaning.en}; {done.en}",
        f"ret_code 为 {label}：{meaning.zh}；{done.zh}",
    )


def _opened(blocks: bytes | None, credentials: Credentials) -> tuple[bytes | None, list[Step]]:
    if blocks is None:
        return None, []
    plaintext, step = explain_key(blocks, credentials)
    return plaintext, [step]


def _as_text(plaintext: bytes | None) -> str | None:
    try:
        return None if plaintext is None else plaintext.decode()
    except UnicodeDecodeError:
        return None
