"""The envelope of section 1.3: the worked example, forms, and whatever never opens."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl

import attrs
import pytest

from zhixiao_async import BadEnvelope, BadSignature, Undecryptable
from zhixiao_async.protocol import signing, writing
from zhixiao_async.protocol.envelope import open_reply, seal_reply
from zhixiao_async.protocol.request_form import open_form, parse_form
from zhixiao_async.protocol.writing import seal_request


def test_worked_example_is_encoded_as_printed(worked_example):
    """The example's values become its printed JSON, byte for byte."""
    assert writing.to_json(worked_example["params"]) == worked_example["plaintext"].encode()


def test_worked_example_is_encrypted_as_printed(worked_example, credentials):
    """The printed JSON becomes the printed ``param``."""
    form = parse_form(seal_request(credentials, worked_example["plaintext"].encode()))
    assert form["param"] == worked_example["param"]


def test_worked_example_is_decrypted_as_printed(worked_example, credentials):
    """The printed ``param`` opens to the printed JSON."""
    form = {"id": worked_example["app_id"]} | {
        name: worked_example[name] for name in ("param", "sign")
    }
    assert open_form(credentials, form) == worked_example["plaintext"].encode()


def test_worked_example_is_signed_as_printed(worked_example, credentials):
    """The printed id and ``param`` give the printed sign."""
    sign = signing.sign(credentials, worked_example["app_id"], worked_example["param"])
    assert sign == worked_example["sign"]


def test_worked_example_makes_the_printed_form(worked_example, credentials):
    """The form holds the three printed fields in the printed order."""
    form = seal_request(credentials, worked_example["plaintext"].encode())
    assert parse_qsl(form.decode("ascii"), strict_parsing=True) == [
        ("id", worked_example["app_id"]),
        ("param", worked_example["param"]),
        ("sign", worked_example["sign"]),
    ]


def test_worked_example_form_opens(worked_example, credentials, vendor):
    """A form made by the vendor's own recipe opens to its plaintext."""
    form = parse_form(vendor.form(worked_example["plaintext"].encode()))
    assert open_form(credentials, form) == worked_example["plaintext"].encode()


def test_form_is_ascii_and_urlencoded(credentials):
    """Characters of base64 that a form doesn't allow are percent-encoded."""
    form = seal_request(credentials, b"x" * 1000)
    assert form.isascii()
    assert not {b"+", b"/", b" ", b"\n"} & {bytes([byte]) for byte in form}


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("51794c33e6b05cb12d3880464c86ab3b", True),
        ("51794C33E6B05CB12D3880464C86AB3B", True),
        ("51794c33e6b05cb12d3880464c86ab3c", False),
        ("51794c33e6b05cb12d3880464c86ab3", False),
        ("", False),
        ("签名", False),
        ("\ud800", False),
        ("５1794c33e6b05cb12d3880464c86ab3b", False),
    ],
)
def test_sign_is_compared_without_regard_to_case(worked_example, credentials, given, right):
    """A sign fits in either case; any other text doesn't, and raises nothing."""
    parts = (worked_example["app_id"], worked_example["param"])
    assert signing.signed_by(credentials, given, *parts) is right


@pytest.mark.parametrize("field", ["id", "param", "sign"])
def test_form_field_missing(vendor, field):
    """A form without one of its three fields is refused."""
    body = "&".join(pair for pair in vendor.form(b"{}").decode().split("&") if pair[0] != field[0])
    with pytest.raises(BadEnvelope, match="once each"):
        parse_form(body.encode())


@pytest.mark.parametrize("field", ["id", "param", "sign"])
def test_form_field_repeated(vendor, field):
    """A field that comes twice could be read two ways, so the form is refused."""
    with pytest.raises(BadEnvelope, match="once each"):
        parse_form(vendor.form(b"{}") + f"&{field}=1".encode())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="no pairs"),
        pytest.param(b'{"id":"1","param":"2","sign":"3"}', id="JSON"),
        pytest.param("id=1&param=2&sign=3".encode("utf-16"), id="not UTF-8"),
    ],
)
def test_not_a_form(body):
    """A body that isn't a form of the three fields is refused as such."""
    with pytest.raises(BadEnvelope):
        parse_form(body)


def test_form_with_a_field_more_opens(credentials, vendor):
    """New fields appear without notice and break nothing."""
    form = parse_form(vendor.form(b"{}") + b"&version=2")
    assert open_form(credentials, form) == b"{}"


@pytest.mark.parametrize("field", ["id", "param", "sign"])
def test_form_changed_in_one_field(credentials, vendor, field):
    """The sign covers every field, and is checked before anything is decrypted."""
    form = parse_form(vendor.form(b"{}", **{field: "changed"}))
    with pytest.raises(BadSignature):
        open_form(credentials, form)


def test_reply_as_sealed_here(credentials, worked_example):
    """A sealed reply escapes slashes as PHP does, and opens to its content."""
    content = worked_example["plaintext"].encode()
    body = seal_reply(credentials, -1, content)
    assert b"\\/" in body
    assert body.count(b"/") == body.count(b"\\/")
    reply = open_reply(credentials, body)
    assert (reply.ret_code, bytes(reply.content)) == (-1, content)


def test_another_key_does_not_open(credentials, vendor):
    """With a wrong ``aes_key`` and the right secret, a success is undecryptable."""
    other = attrs.evolve(credentials, aes_key="0" * 32)
    with pytest.raises(Undecryptable, match="aes_key"):
        open_reply(other, vendor.reply(b'{"a":1}'))


def test_another_secret_does_not_verify(credentials, vendor):
    """With a wrong ``app_secret`` the sign doesn't fit."""
    other = attrs.evolve(credentials, app_secret="another")
    with pytest.raises(BadSignature, match="app_secret"):
        open_reply(other, vendor.reply(b'{"a":1}'))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("AAAA", id="not whole blocks"),
        pytest.param("A" * 22 + "=", id="padded wrongly as base64"),
        pytest.param("!" * 24, id="no base64 alphabet"),
        pytest.param("AAAAAAAAAAAA\nAAAAAAAAAA==", id="line break"),
        pytest.param("-_" * 11 + "==", id="url-safe alphabet"),
        pytest.param("开票成功", id="plain text"),
    ],
)
def test_signed_success_that_is_not_ciphertext(credentials, vendor, content):
    """A success must be ciphertext or empty: its sign alone doesn't make it readable."""
    with pytest.raises(Undecryptable):
        open_reply(credentials, vendor.envelope("0", content))


@pytest.mark.parametrize(
    "last", [b"\x00", b"\x11", b"\x02"], ids=["zero", "longer than a block", "inconsistent"]
)
def test_bad_padding(credentials, vendor, last):
    """Blocks whose padding isn't PKCS#7 don't open."""
    content = vendor.encrypt_blocks(b"a" * 15 + last)
    with pytest.raises(Undecryptable):
        open_reply(credentials, vendor.envelope("0", content))


def test_md5_where_it_is_no_longer_allowed(monkeypatch, worked_example, credentials):
    """A machine under FIPS has md5 for other uses than security, and the document demands it."""

    def md5(*, usedforsecurity=True):
        if usedforsecurity:
            raise ValueError("disabled for FIPS")
        return hashlib.md5(usedforsecurity=False)

    monkeypatch.setattr(signing, "md5", md5)
    sign = signing.sign(credentials, worked_example["app_id"], worked_example["param"])
    assert sign == worked_example["sign"]
