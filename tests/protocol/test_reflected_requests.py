"""A request played back as a reply: both are signed in the same way."""

from __future__ import annotations

import json

import attrs
import pytest

from zhixiao_async import BadSignature
from zhixiao_async.protocol.envelope import open_reply


def played_back(vendor, plaintext: bytes, cut: int) -> bytes:
    """Return a reply whose code is so many characters of the request's ``id`` and ``param``."""
    param = vendor.encrypt(plaintext)
    text = vendor.app_id + param
    reply = {"ret_code": text[:cut], "ret_content": text[cut:], "sign": vendor.sign(text)}
    return json.dumps(reply).encode()


def test_code_that_reaches_into_the_param(credentials, make_vendor):
    """Where ``param`` begins with digits the code can be longer than the app_id."""
    own = attrs.evolve(credentials, app_id="7")
    vendor = make_vendor(own)
    plaintexts = (b'{"%d":1}' % number for number in range(1000))
    plaintext = next(
        plaintext for plaintext in plaintexts if vendor.encrypt(plaintext)[0].isdecimal()
    )
    with pytest.raises(BadSignature, match="played back"):
        open_reply(own, played_back(vendor, plaintext, 2))


@pytest.mark.parametrize("app_id", ["-1", "1", "20"])
def test_earlier_request_whose_id_is_the_code(credentials, make_vendor, app_id):
    """An earlier request is recognized by its JSON, where a refusal has a sentence."""
    own = attrs.evolve(credentials, app_id=app_id)
    with pytest.raises(BadSignature, match="played back"):
        open_reply(own, played_back(make_vendor(own), b'{"order_id":"1"}', len(app_id)))


def test_earlier_request_of_the_app_id_0(credentials, make_vendor):
    """With the app_id 0 successes hold JSON as well: only the request just sent is recognized."""
    own = attrs.evolve(credentials, app_id="0")
    reply = open_reply(own, played_back(make_vendor(own), b'{"order_id":"1"}', 1))
    assert (reply.ret_code, bytes(reply.content)) == (0, b'{"order_id":"1"}')


@pytest.mark.parametrize("code", ["-1", "1"])
def test_plain_sentence_under_the_app_id_as_code(credentials, make_vendor, code):
    """A refusal in plain text isn't taken for a request."""
    own = attrs.evolve(credentials, app_id=code)
    reply = open_reply(own, make_vendor(own).envelope(code, "订单不存在"))
    assert (reply.ret_code, bytes(reply.content).decode()) == (int(code), "订单不存在")
