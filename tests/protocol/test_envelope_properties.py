"""For any bytes at all: the envelope opens what was sealed, and refuses the rest."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from zhixiao_async import BadReply, Undecryptable
from zhixiao_async.protocol.envelope import open_reply, seal_reply
from zhixiao_async.protocol.request_form import open_form, parse_form
from zhixiao_async.protocol.writing import seal_request

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def b64(content: bytes) -> str:
    """Encode content as base64 text."""
    return base64.b64encode(content).decode()


FORMS = st.fixed_dictionaries({"id": st.text(), "param": st.text(), "sign": st.text()})


@given(body=st.binary(max_size=400))
@example(body=b"\xef\xbb\xbf")
def test_arbitrary_bytes_as_a_reply(credentials, body):
    """No bytes are a reply by chance, and none raise anything but BadReply."""
    with pytest.raises(BadReply):
        open_reply(credentials, body)


@given(code=SCALARS, content=SCALARS, sign=SCALARS)
def test_arbitrary_scalars_in_a_reply(credentials, code, content, sign):
    """No values in the documented places are a reply by chance."""
    outer = {"ret_code": code, "ret_content": content, "sign": sign}
    with pytest.raises(BadReply):
        open_reply(credentials, json.dumps(outer).encode())


@given(code=st.sampled_from(["0", "-1", '"0"', "12"]), content=st.text())
def test_arbitrary_signed_content(credentials, vendor, code, content):
    """Under a right sign, content that doesn't open is refused, empty or a refusal's sentence."""
    with suppress(BadReply):
        assert open_reply(credentials, vendor.envelope(code, content)).ret_code != 0 or not content


@given(body=st.binary(max_size=200))
@example(body=b"id=&param=&sign=")
@example(body=b"id=%ed%a0%80&param=&sign=")
def test_arbitrary_bytes_as_a_form(credentials, body):
    """No bytes are a genuine form by chance, and none raise anything but BadReply."""
    with pytest.raises(BadReply):
        open_form(credentials, parse_form(body))


@given(form=FORMS)
def test_arbitrary_fields_of_a_form(credentials, form):
    """No texts in the three fields are a genuine form by chance."""
    with pytest.raises(BadReply):
        open_form(credentials, form)


@given(param=st.text(st.characters(codec="utf-8")) | st.binary(max_size=64).map(b64))
def test_arbitrary_signed_param(credentials, vendor, param):
    """Under a right sign, a ``param`` that doesn't decrypt is undecryptable."""
    form = {"id": vendor.app_id, "param": param, "sign": vendor.sign(vendor.app_id, param)}
    with suppress(Undecryptable):
        assert isinstance(open_form(credentials, form), bytes)


@given(plaintext=st.binary(max_size=200))
@example(plaintext=b"")
@example(plaintext=b"x" * 16)
def test_encrypts_as_the_vendor_does(credentials, vendor, plaintext):
    """A form is the one that the document's recipe makes, whatever the length."""
    assert seal_request(credentials, plaintext) == vendor.form(plaintext)


@given(plaintext=st.binary(max_size=200))
def test_form_round_trip(credentials, plaintext):
    """A sealed request opens to its plaintext."""
    form = parse_form(seal_request(credentials, plaintext))
    assert open_form(credentials, form) == plaintext


@given(code=st.integers(-(10**18), 10**18), content=st.binary(max_size=200))
def test_reply_round_trip(credentials, code, content):
    """A sealed reply opens to its code and content."""
    reply = open_reply(credentials, seal_reply(credentials, code, content))
    assert (reply.ret_code, bytes(reply.content)) == (code, content)


@given(data=st.data())
def test_one_byte_changed_in_a_reply(credentials, vendor, data):
    """A change of any one byte of a reply is noticed, or makes no difference at all."""
    body = bytearray(vendor.reply(b'{"status":"2"}'))
    place = data.draw(st.integers(0, len(body) - 1))
    new = data.draw(st.integers(0, 255))
    assume(new != body[place])
    body[place] = new
    with suppress(BadReply):
        assert bytes(open_reply(credentials, bytes(body)).content) == b'{"status":"2"}'
