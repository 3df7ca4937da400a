"""``explain`` says of a delivery what the receiver says: the verdict is made by the same code."""

from __future__ import annotations

import json

import pytest

from tests.deliveries import REFUSED, REQUESTS, TAKEN, sealed, told
from zhixiao_async.notify import NotificationReceiver
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .conftest import SECRET, md5, reply, seal

RECEIVER = NotificationReceiver(TEST_CREDENTIALS)
OWN = {f"own {request.endpoint.name}" for request in REQUESTS}
TAKES = "[ok] the receiver takes it as the payment of order"


@pytest.fixture
def explained(explain, tmp_path):
    """Explains bytes as they were captured."""

    def act(body, *options):
        (tmp_path / "captured").write_bytes(body)
        return explain(f"@{tmp_path / 'captured'}", *options)

    return act


@pytest.mark.parametrize("name", TAKEN)
def test_taken(explained, name):
    """All is well with what the receiver takes; its oddities are no more than notes."""
    number = RECEIVER.open(TAKEN[name]).notification.out_trade_no
    done = explained(TAKEN[name])
    assert (done.code, done.wrongs) == (0, [])
    assert f"{TAKES} {number}" in done.out


@pytest.mark.parametrize("name", [one for one in REFUSED if one != "empty"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_refused(explained, name, language):
    """Nothing that the receiver refuses is well, unless it is a request that went astray."""
    body, _ = REFUSED[name]
    done = explained(body, "--lang", language)
    assert TAKES not in done.out
    if name in OWN:
        astray = "posted to a notify_url it would be refused", "若发往 notify_url，接收程序将拒绝"
        assert astray[language == "zh"] in done.out
    assert done.code == (0 if name in OWN else 1)


def test_reason_of_a_refusal(explained):
    """Where nothing else is amiss, the receiver's reason is what is said."""
    body, _ = REFUSED["time_end missing"]
    (wrong,) = explained(body).wrongs
    assert wrong == "the receiver refuses it: not a payment notification"
    assert "time_end is missing, so it may be a merchant's own request" in explained(body).out
    (wrong,) = explained(body, "--lang", "zh").wrongs
    assert wrong == "接收程序拒绝：不是支付通知"


def test_number_that_no_inbox_can_keep(explained):
    """A payment that the receiver takes and the inbox can't keep is never credited."""
    done = explained(sealed(told(out_trade_no="1" * 65)))
    assert done.wrongs == ["the receiver refuses it: its numbers can't be kept"]


@pytest.mark.parametrize("put", ["", "\r\n", " "], ids=repr)
@pytest.mark.parametrize("url", [b"", b"\xe5\xad", rb"\ud83d", b"a\tb"], ids=repr)
def test_reply(explained, put, url):
    """A reply that the client takes is well, line breaks and broken characters too."""
    sealed = put.join(seal(b'{"order_id":"1","out_trade_no":"2","url":"%b"}' % url).partition("/"))
    sign = md5(f"0{sealed}{SECRET}")
    body = json.dumps({"ret_code": 0, "ret_content": sealed, "sign": sign}).encode()
    assert explained(body, "--path", "/pay_api/order_create").code == 0


def test_refusal_with_a_cut_character(explained):
    """The key opened it: it isn't blamed."""
    done = explained(reply(seal("余额不足".encode()[:-1]), code="-1").encode())
    proof = "that doesn't prove that nothing was done"
    assert done.wrongs == [f"ret_code is -1: general refusal; {proof}"]
    assert "余额不\ufffd" in done.out


@pytest.mark.parametrize("path", [[], ["--path", "/pay_api/order_query"]], ids=["any", "a query"])
def test_reply_of_broken_json(explained, path):
    """It is no bare sentence, which only one endpoint answers with."""
    done = explained(reply(seal(b'{"order_id":"1","status":')).encode(), *path)
    assert (done.code, len(done.wrongs)) == (1, 1)
