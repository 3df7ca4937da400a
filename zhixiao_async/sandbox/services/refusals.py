"""The gateway's refusals: a code of section 1.3 and a Chinese sentence."""

from __future__ import annotations


class Refusal(Exception):
    """Raised where a rule is broken, answered where the reply is sealed.

    Attributes:
        ret_code: -1, -2 or -3; of an injected fault any but 0.
        sentence: The reason, in Chinese; the reply's whole content.
    """

    def __init__(self, ret_code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.ret_code = ret_code
        self.sentence = sentence


def failed(sentence: str) -> Refusal:
    """Return a refusal -1: the request is well formed, and the order's state forbids it."""
    return Refusal(-1, sentence)


def rejected(sentence: str) -> Refusal:
    """Return a refusal -2: the request itself breaks a rule."""
    return Refusal(-2, f"参数校验失败：{sentence}")


def frozen() -> Refusal:
    """Return a refusal -3: the person's account is frozen."""
    return Refusal(-3, "账号被冻结")
