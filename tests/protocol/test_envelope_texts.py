"""The words of the envelope's errors, and the short way that a usual reply takes."""

from __future__ import annotations

import pytest

from zhixiao_async import BadReply
from zhixiao_async.protocol import outer_json
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.request_form import open_form, parse_form
from zhixiao_async.protocol.writing import seal_request

NO_FORM = "the body isn't a form of id, param and sign"
NO_REPLY = "the answer isn't a JSON object of ret_code, ret_content and sign"
NO_CODE = "the reply's ret_code isn't a plain integer"
WRONG_SIGN = "the sign doesn't fit ret_code, ret_content and this app_secret"
PIECE = outer_json._PIECE


def text_of(act):
    """Return the whole text of a refusal."""
    with pytest.raises(BadReply) as caught:
        act()
    return caught.value.message


@pytest.mark.parametrize("body", [b"", b"hello", b"\xff=1", b"&" * 65536])
def test_no_form(body):
    """The text names what a form holds."""
    assert text_of(lambda: parse_form(body)) == NO_FORM


@pytest.mark.parametrize("body", [b"id", b"id=1&param=2", b"id=1&param=2&sign=3&sign=3"])
def test_incomplete_form(body):
    """The text names what is missing or given twice."""
    assert text_of(lambda: parse_form(body)) == ("the form must hold id, param and sign, once each")


def test_form_with_a_wrong_sign(credentials, vendor):
    """The text says what was signed, and with what."""
    form = parse_form(vendor.form(b"{}", sign="0" * 32))
    assert text_of(lambda: open_form(credentials, form)) == (
        "the sign doesn't fit id, param and this app_secret"
    )


def test_reply_with_a_wrong_sign(credentials, vendor):
    """The text says what was signed, and with what."""
    body = vendor.reply(b"{}").replace(b'"ret_code":0', b'"ret_code":1')
    assert text_of(lambda: open_reply(credentials, body)) == WRONG_SIGN


def test_reflected_request(credentials, vendor):
    """The text says what was played back."""
    form = parse_form(seal_request(credentials, b"{}"))
    body = (
        f'{{"ret_code":{form["id"]},"ret_content":"{form["param"]}","sign":"{form["sign"]}"}}'
    ).encode()
    assert text_of(lambda: open_reply(credentials, body)) == (
        "it is a request of this app_id, played back as a reply"
    )


@pytest.mark.parametrize("around", [b"X%b", b"%bX", b"<html>%b</html>", b"XX%bXX", b"[%b]"])
def test_reply_inside_something_else(credentials, vendor, around):
    """Only white space and a BOM may surround a reply."""
    body = around % vendor.reply(b"{}")
    assert text_of(lambda: open_reply(credentials, body)) == NO_REPLY


@pytest.mark.parametrize("content", [b"7", b"[]", b"true", b'"\\q"'])
def test_content_that_is_no_text(credentials, content):
    """A reply whose content isn't a string is refused."""
    body = b'{"ret_code":0,"ret_content":%b,"sign":""}' % content
    assert text_of(lambda: open_reply(credentials, body)) == NO_REPLY


@pytest.mark.parametrize("code", [b'"\xff"', b'"\xe5\xad"', b"null", b'""', b"{}"])
def test_code_that_is_no_integer(credentials, code):
    """A code that is no integer is refused, whatever its bytes are."""
    body = b'{"ret_code":%b,"ret_content":"","sign":""}' % code
    assert text_of(lambda: open_reply(credentials, body)) == NO_CODE


def test_content_that_does_not_open(credentials, vendor):
    """The text names the key to check."""
    assert text_of(lambda: open_reply(credentials, vendor.envelope("0", "AAAA"))) == (
        "the content doesn't open with this aes_key"
    )


DRESSED = {
    "more fields": b"a=1&%b&b=&c=%%ff&d=\xff",
    "more than anybody counts": b"&x=1" * 9000 + b"&%b",
    "lone names": b"a&%b&=&b",
    "closing &": b"%b&",
    "opening &": b"&&%b",
    "byte order mark": b"\xef\xbb\xbf%b",
    "line end": b"%b\r\n",
    "all of it": b"\xef\xbb\xbf&%b&x&\r\n",
}


@pytest.mark.parametrize("around", DRESSED.values(), ids=DRESSED)
def test_dressed_form(vendor, around):
    """Only the three fields count, whatever else a form holds."""
    plain = vendor.form(b"{}")
    assert parse_form(around % plain) == parse_form(plain)
    assert list(parse_form(plain)) == ["id", "param", "sign"]


@pytest.mark.parametrize("name", [b"id", b"%69%64", b"%70%61%72%61%6D", b"%73%69%67%6E"])
@pytest.mark.parametrize("value", [b"", b"=", b"=1"])
def test_field_twice(vendor, name, value):
    """A field that comes twice is refused, even without a value: nobody knows which is meant."""
    body = vendor.form(b"{}") + b"&" + name + value
    assert text_of(lambda: parse_form(body)) == "the form must hold id, param and sign, once each"


@pytest.mark.parametrize("content", ["5L2Z6aKd", "5L2Z6aK/", "a/b", ""])
def test_usual_form_is_not_parsed(monkeypatch, credentials, vendor, content):
    """Finding the closing quote is far cheaper than having half a megabyte parsed."""
    monkeypatch.setattr(outer_json, "_OUTER", None)
    body = vendor.envelope("-1", content).replace(b"/", b"\\/").replace(b": ", b":")
    assert bytes(open_reply(credentials, body).content) == content.encode()


@pytest.mark.parametrize("escape", [r"\x", r"\u12"])
def test_escape_that_is_none(credentials, vendor, escape):
    """A reply with an invalid escape is refused."""
    body = vendor.envelope("-1", "5L2Z!").replace(b"!", escape.encode())
    assert text_of(lambda: open_reply(credentials, body)) == NO_REPLY


@pytest.mark.parametrize("before", range(PIECE - 3, PIECE + 3))
@pytest.mark.parametrize("after", ["/" * 4, "/A/A", "A" * 4])
def test_escape_on_a_seam_costs_nothing(monkeypatch, credentials, vendor, before, after):
    """Content is unescaped in pieces, and no piece ends inside the escape of a slash."""
    monkeypatch.setattr(outer_json, "_whole_string", None)
    content = "A" * before + after
    body = vendor.envelope("-1", content).replace(b"/", b"\\/")
    assert bytes(open_reply(credentials, body).content) == content.encode()
