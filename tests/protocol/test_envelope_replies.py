"""Replies in every form that partners have met (FACTS, section 2)."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import attrs
import pytest

from zhixiao_async import BadEnvelope, BadReply, BadSignature
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.writing import seal_request


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("0", 0),
        ('"0"', 0),
        ("-1", -1),
        ('"-1"', -1),
        ("-3", -3),
        ("1", 1),
        ('"1"', 1),
        ("-40013", -40013),
        ("9" * 20, 10**20 - 1),
        ('"-' + "9" * 19 + '"', 1 - 10**19),
    ],
)
def test_code_as_number_or_string(credentials, vendor, printed, code):
    """A plain integer is a code, printed either way, listed or not."""
    reply = open_reply(credentials, vendor.reply(b"{}", printed))
    assert (reply.ret_code, bytes(reply.content)) == (code, b"{}")


@pytest.mark.parametrize(
    "printed",
    [
        "00",
        "01",
        '"01"',
        "0.0",
        '"0.0"',
        "-0",
        '"-0"',
        '"+1"',
        "1e0",
        '"1e0"',
        '"1_0"',
        "true",
        "false",
        "null",
        '""',
        '" 0"',
        '"０"',
        r'"\u0030"',
        "[0]",
        "{}",
        '"12',
        '12"',
        "9" * 21,
        "-" + "9" * 20,
        '"' + "9" * 5000 + '"',
    ],
)
def test_no_code(credentials, vendor, printed):
    """Anything but a plain integer is refused as a code, however it is signed."""
    with pytest.raises(BadEnvelope):
        open_reply(credentials, vendor.reply(b"{}", printed))


def test_success_without_content(credentials, vendor):
    """An empty success has nothing to be decrypted."""
    reply = open_reply(credentials, vendor.envelope("0", ""))
    assert (reply.ret_code, bytes(reply.content), reply.sealed) == (0, b"", False)


def test_content_whose_quote_is_escaped(credentials, vendor):
    """A text that goes on behind its last quote is no JSON, whatever its sign."""
    body = b'{"ret_code":-1,"ret_content":"no\\","sign":"%b"}'
    with pytest.raises(BadEnvelope):
        open_reply(credentials, body % vendor.sign("-1", 'no"').encode())


def test_sign_in_upper_case(credentials, vendor):
    """The sign may be written in upper case."""
    outer = json.loads(vendor.reply(b"{}"))
    outer["sign"] = outer["sign"].upper()
    assert bytes(open_reply(credentials, json.dumps(outer).encode()).content) == b"{}"


def test_error_sentence_encrypted(credentials, vendor):
    """A refusal's sentence is encrypted, and isn't JSON."""
    reply = open_reply(credentials, vendor.reply("订单不存在".encode(), "-1"))
    assert bytes(reply.content).decode() == "订单不存在"


@pytest.mark.parametrize("sentence", ["订单不存在", "sign error", "AAAA", ""])
def test_error_sentence_in_plain_text(credentials, vendor, sentence):
    """A refusal's sentence in plain text is taken as the message, its sign being right."""
    reply = open_reply(credentials, vendor.envelope("-1", sentence))
    assert (reply.ret_code, bytes(reply.content).decode(), reply.sealed) == (-1, sentence, False)


def test_success_that_is_a_sentence(credentials, vendor, sample):
    """A success may be a bare sentence: the envelope doesn't ask for JSON."""
    sentence = sample("piaoju_create/result.txt").encode()
    assert bytes(open_reply(credentials, vendor.reply(sentence)).content) == sentence


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbf", b""),
        (b"", b"\r\n"),
        (b"\n\t ", b" "),
        (b"\xef\xbb\xbf\n", b"\n\n"),
    ],
    ids=["BOM", "line end", "white space", "BOM and white space"],
)
def test_what_may_surround_the_json(credentials, vendor, before, after):
    """A BOM and white space around the JSON mean nothing."""
    reply = open_reply(credentials, before + vendor.reply(b"{}") + after)
    assert bytes(reply.content) == b"{}"


def test_slashes_escaped(credentials, vendor):
    r"""Base64 comes with its slashes as ``\/``; the sign is over the slashes alone."""
    body = vendor.reply(b"0" * 600)
    assert b"/" in body
    assert bytes(open_reply(credentials, body.replace(b"/", b"\\/")).content) == b"0" * 600


def test_new_outer_field(credentials, vendor):
    """A field that the document doesn't know changes nothing."""
    body = vendor.reply(b"{}").replace(b"{", b'{"trace":[1],', 1)
    assert bytes(open_reply(credentials, body).content) == b"{}"


@pytest.mark.parametrize("sign", ["", '"sign":null,', '"sign":"",'], ids=["missing", "null", '""'])
def test_without_a_sign(credentials, sign):
    """A missing sign counts as a wrong one."""
    with pytest.raises(BadSignature):
        open_reply(credentials, f'{{{sign}"ret_code":0,"ret_content":""}}'.encode())


@pytest.mark.parametrize("content", ["", '"ret_content":null,'], ids=["missing", "null"])
def test_refusal_without_content(credentials, vendor, content):
    """A refusal may say nothing; its sign is over the empty text then."""
    body = f'{{{content}"ret_code":-1,"sign":"{vendor.sign("-1")}"}}'
    assert bytes(open_reply(credentials, body.encode()).content) == b""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>502 Bad Gateway</html>", id="HTML"),
        pytest.param(b"success", id="text"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"{}", id="nothing inside"),
        pytest.param(b'{"ret_content":"","sign":""}', id="no code"),
        pytest.param(b'{"ret_code":0,"ret_content":{},"sign":""}', id="content not text"),
        pytest.param(b'{"ret_code":0,"ret_content":"","sign":1}', id="sign not text"),
        pytest.param(b'{"ret_code":0,"ret_content":"","sign":""', id="cut off"),
        pytest.param(b'{"ret_code":0,"ret_content":"","sign":""}x', id="more behind"),
        pytest.param(b'{"ret_code":0,"ret_content":"\\q","sign":""}', id="no escape"),
        pytest.param(b'{"ret_code":0,"ret_content":"\n\\', id="cut off in an escape"),
        pytest.param(b'{"\n' + b"\\a" * 500_000, id="slow to search"),
        pytest.param(b'{"ret_code":' + b"[" * 100_000, id="deep"),
    ],
)
def test_no_envelope(credentials, body):
    """Anything but the documented object is refused as such."""
    with pytest.raises(BadEnvelope):
        open_reply(credentials, body)


@pytest.mark.parametrize("code", ["0", "-1", "-2", "7"])
def test_sign_is_verified_before_decryption(credentials, vendor, code):
    """A wrong sign over content that can't be decrypted is a wrong sign."""
    body = vendor.envelope(code, "not ciphertext").replace(b'"sign":"', b'"sign":"0')
    with pytest.raises(BadSignature):
        open_reply(credentials, body)


@pytest.mark.parametrize(
    ("was", "claimed"), [("-1", "0"), ("0", "-1"), ("-1", "-2")], ids=lambda code: code
)
def test_code_is_signed(credentials, vendor, was, claimed):
    """A refusal can't be turned into a success, nor the other way."""
    body = vendor.reply(b"{}", was).replace(f":{was},".encode(), f":{claimed},".encode(), 1)
    with pytest.raises(BadSignature):
        open_reply(credentials, body)


@pytest.mark.parametrize("sign", ["签名", "é" * 32, "\\u7b7e", "\\ud83d\\ude00"])
def test_sign_that_is_not_ascii(credentials, sign):
    """A sign outside ASCII is a wrong one."""
    body = f'{{"ret_code":0,"ret_content":"","sign":"{sign}"}}'
    with pytest.raises(BadSignature):
        open_reply(credentials, body.encode())


@pytest.mark.parametrize("field", ["ret_content", "sign"])
def test_half_of_a_surrogate_pair(credentials, field):
    r"""An escape such as ``\ud800`` stands for no text, and is refused like other garbage."""
    outer = {"ret_code": 0, "ret_content": "", "sign": ""} | {field: "\ud800"}
    with pytest.raises(BadReply):
        open_reply(credentials, json.dumps(outer).encode())


@pytest.mark.parametrize("size", [48 * 1024, 64 * 1024, 128 * 1024, 1024 * 1024])
@pytest.mark.parametrize("more", [-17, -16, -1, 0, 1, 15, 16])
def test_large_content(credentials, vendor, size, more):
    """A long content opens, wherever it is cut into pieces."""
    content = bytes(range(256)) * (size // 256 + 1)
    content = content[: size + more]
    body = vendor.reply(content).replace(b"/", b"\\/")
    assert bytes(open_reply(credentials, body).content) == content


@pytest.mark.parametrize("letter", ["错", "😀", "/", "\\", '"', "a错"])
def test_long_sentence_in_plain_text(credentials, vendor, letter):
    """A long sentence in plain text is whole, escapes and all."""
    sentence = "a" + letter * 40_000
    reply = open_reply(credentials, vendor.envelope("-1", sentence))
    assert bytes(reply.content).decode() == sentence


@pytest.mark.parametrize("letter", ["错", "😀", "a错"])
def test_long_sentence_without_escapes(credentials, vendor, letter):
    """A long sentence in plain UTF-8 is whole as well."""
    sentence = "a" + letter * 40_000
    body = f'{{"ret_code":-1,"ret_content":"{sentence}","sign":"{vendor.sign("-1", sentence)}"}}'
    assert bytes(open_reply(credentials, body.encode()).content).decode() == sentence


@pytest.mark.parametrize("app_id", ["0", "-1", "1", "0E", "-", "1A", "00", "7"])
@pytest.mark.parametrize(
    ("code", "content"),
    [("0", b'{"a":%d}'), ("-1", "订单%d不存在".encode()), ("1", "系统繁忙%d".encode())],
    ids=["success", "refusal", "other refusal"],
)
def test_short_app_id(credentials, make_vendor, app_id, code, content):
    """However short an app_id is, its genuine replies aren't taken for its own requests."""
    own = attrs.evolve(credentials, app_id=app_id)
    for number in range(200):  # an app_id of two letters begins one content in 64
        opened = open_reply(own, make_vendor(own).reply(content % number, code))
        assert bytes(opened.content) == content % number


@pytest.mark.parametrize("app_id", ["0", "-1", "1"])
def test_reflected_request_of_a_short_app_id(credentials, app_id):
    """A request whose id is a code is recognized by its content."""
    own = attrs.evolve(credentials, app_id=app_id)
    sent = seal_request(own, b'{"out_trade_no":"20881"}')
    form = {name: value for name, (value,) in parse_qs(sent.decode()).items()}
    reply = {"ret_code": int(app_id), "ret_content": form["param"], "sign": form["sign"]}
    with pytest.raises(BadSignature, match="played back"):
        open_reply(own, json.dumps(reply).encode(), sent=sent)


def test_reflected_request_is_no_refusal(credentials):
    """A request's own id, param and sign, played back as a reply, aren't the gateway's word."""
    form = parse_qs(seal_request(credentials, b'{"out_trade_no":"20881"}').decode())
    app_id, param, sign = form["id"][0], form["param"][0], form["sign"][0]
    for cut in (len(app_id), 1):
        reply = {"ret_code": int(app_id[:cut]), "ret_content": app_id[cut:] + param, "sign": sign}
        with pytest.raises(BadSignature, match="played back"):
            open_reply(credentials, json.dumps(reply).encode())
