"""What an error tells of a reply without a sign: its own words, as far as anybody may see them."""

from __future__ import annotations

import json

import pytest

from zhixiao_async import BadSignature
from zhixiao_async.protocol.envelope import open_reply

PROVES_NOTHING = "it has no sign, so it proves nothing; unsigned it says ret_code -1: "


def said_of(credentials, content: str) -> str:
    """Return the words in which an unsigned refusal with this content is refused."""
    body = json.dumps({"ret_code": -1, "ret_content": content}, ensure_ascii=False)
    with pytest.raises(BadSignature) as caught:
        open_reply(credentials, body.encode())
    assert caught.value.message.startswith(PROVES_NOTHING)
    return caught.value.message.removeprefix(PROVES_NOTHING)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("订单不存在", "订单不存在"),
        (" 签名错误\n", "签名错误"),
        ("X", "X"),
        ("a{b", "a{b"),
        ("", "(nothing)"),
        (" \n", "(nothing)"),
        ('{"a":1}', "(nothing)"),
        ("[1]", "(nothing)"),
    ],
)
def test_a_sentence_is_quoted(credentials, content, said):
    """The gateway's own sentence is quoted; JSON isn't."""
    assert said_of(credentials, content) == said


def test_ciphertext_is_not_quoted(credentials, vendor):
    """Ciphertext isn't quoted: nobody can read it."""
    assert said_of(credentials, vendor.encrypt("订单不存在".encode())) == "(nothing)"


@pytest.mark.parametrize(
    ("content", "said"),
    [("手机13800138000未绑定", "手机…未绑定"), ("错误40013", "错误…"), ("错误4001", "错误4001")],
)
def test_a_payers_number_is_left_out(credentials, content, said):
    """Five digits may be part of a payer's number and are left out; four are an error's."""
    assert said_of(credentials, content) == said


def test_a_secret_is_masked(credentials):
    """A secret is masked: a mistake may have put it into any field."""
    assert said_of(credentials, f"no {credentials.app_secret}!") == "no ***!"


def test_a_long_text_is_quoted_at_its_ends(credentials):
    """A long text is quoted at its ends."""
    assert said_of(credentials, "错" + "a" * 5000) == "错aaaaaaaaaaa…aaaaaaaaaaaa (4094)"


def test_a_cut_character_is_shown_as_one(credentials):
    """A sentence that isn't UTF-8 is quoted all the same."""
    with pytest.raises(BadSignature) as caught:
        open_reply(credentials, b'{"ret_code":-1,"ret_content":"no \xe5\xad"}')
    assert caught.value.message == f"{PROVES_NOTHING}no \ufffd"


@pytest.mark.parametrize("sign", ["", " ", "\t\n"], ids=repr)
def test_a_blank_sign_is_none(credentials, sign):
    """A blank sign counts as a missing one, whose remedy isn't another app_secret."""
    body = json.dumps({"ret_code": -1, "ret_content": "no", "sign": sign})
    with pytest.raises(BadSignature, match="it has no sign"):
        open_reply(credentials, body.encode())
