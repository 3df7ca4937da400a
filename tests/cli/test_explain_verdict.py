"""``explain`` says of a delivery what the receiver says: the verdict is made by the same code."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest

from tests.campaigns.fuzz.wire import CALLS
from tests.support.notification_bodies import REFUSED, REQUESTS, TAKEN, content, sealed
from zhixiao_async import ZhixiaoError
from zhixiao_async.errors import NotificationRefused
from zhixiao_async.notify import MAX_BODY, NotificationReceiver
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .conftest import KEY, SECRET, encrypt, md5, reply, seal

RECEIVER = NotificationReceiver(TEST_CREDENTIALS)
OWN = {f"own {request.endpoint.name}" for request in REQUESTS}
TAKES = "[ok] the receiver takes it as the payment of order"
STATE = b'{"order_id":"01","out_trade_no":"2088612279536603","status":"2"}'
SUCCESS = reply(seal(STATE)).encode()
NOISE = encrypt(b"\xff" * 15 + b"\x01", iv=KEY[:16].encode())
REPLIES = {
    "success": SUCCESS,
    "line end before a byte order mark": b"\r\n\xef\xbb\xbf" + SUCCESS + b"\r\n",
    "empty": reply("").encode(),
    "null": reply("").encode().replace(b'""', b"null"),
    "sealed emptiness": reply(seal(b"")).encode(),
    "noise": reply(NOISE).encode(),
    "other IV": reply(seal(STATE, iv=bytes(16))).encode(),
    "no order_id": reply(seal(STATE.replace(b"order_id", b"oder_id"))).encode(),
    "sentence": reply(seal(b"OK")).encode(),
    "broken": reply(seal(STATE[:-1])).encode(),
    "NUL": reply(seal(STATE[:-1] + b',"a":"\0"}')).encode(),
    "without its =": reply(seal(STATE).rstrip("=")).encode(),
    "another sign": reply(seal(STATE), sign="0" * 32).encode(),
    "unsigned": b'{"ret_code":0,"ret_content":""}',
}
NOTATIONS = {
    "of a query": lambda form: f"?{form}",
    "of a log": lambda form: json.dumps(dict(parse_qsl(form))),
    "of a log, with a byte order mark": lambda form: f"\n\ufeff{json.dumps(dict(parse_qsl(form)))}",
}


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


@pytest.mark.parametrize("name", [name for name in REFUSED if name != "empty"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_refused(explained, name, language):
    """Nothing that the receiver refuses is well, unless it is a request that went astray."""
    body, _ = REFUSED[name]
    done = explained(body, "--lang", language)
    assert TAKES not in done.out
    if name in OWN:
        astray = "posted to a notify_url it would be refused", "若发往 notify_url，接收器将拒绝受理"
        assert astray[language == "zh"] in done.out
    assert done.code == (0 if name in OWN else 1)


def test_reason_of_a_refusal(explained):
    """The receiver's reason is told where nothing else is amiss."""
    body, _ = REFUSED["time_end missing"]
    (wrong,) = explained(body).wrongs
    why = "not a payment notification: time_end is missing, so it may be a merchant's own request"
    assert wrong == f"the receiver refuses it: {why}"
    (wrong,) = explained(body, "--lang", "zh").wrongs
    assert wrong == "接收器拒绝受理（不是支付通知：time_end 缺失，可能是商户自己发出的请求）"


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_notification_in_another_notation(explained, notation):
    """The report says that the receiver takes it only as a gateway sends it."""
    pasted = notation(sealed(content()).decode()).encode()
    with pytest.raises(NotificationRefused) as caught:
        RECEIVER.open(pasted)
    done = explained(pasted)
    assert done.wrongs == [f"as it was pasted the receiver refuses it: {caught.value.reason}"]
    assert "a gateway posts id=…&param=…&sign=…, url-encoded, as the body" in done.out
    assert "[ok] it looks like payment notification" in done.out
    assert TAKES not in done.out
    (wrong,) = explained(pasted, "--lang", "zh").wrongs
    assert wrong.startswith("照粘贴的原样，接收器拒绝受理（")


def test_notification_behind_its_head(explained):
    """The head is no part of the body, which the receiver takes."""
    head = b"POST /notify HTTP/1.1\r\nHost: example.edu\r\n\r\n"
    assert TAKES in explained(head + sealed(content())).out


def test_notification_beside_half_a_surrogate_pair(explain):
    """The command line brings it in a field that the receiver doesn't look at."""
    assert TAKES in explain(f"{sealed(content()).decode()}&x=\ud800").out


def test_form_that_is_too_long(explained):
    """A form that is too long is refused as the receiver does, in Chinese, too."""
    body = sealed(content()) + b"&x=" + b"a" * MAX_BODY
    (wrong,) = explained(body).wrongs
    assert wrong == f"the receiver refuses it: the body is longer than {MAX_BODY} bytes"
    (wrong,) = explained(body, "--lang", "zh").wrongs
    assert wrong == f"接收器拒绝受理（报文超过 {MAX_BODY} 字节）"


def test_number_that_no_inbox_can_keep(explained):
    """A payment that the receiver takes and the inbox can't keep is never credited."""
    done = explained(sealed(content(out_trade_no="1" * 65)))
    (wrong,) = done.wrongs
    assert wrong.startswith("the receiver refuses it: its numbers can't be kept: out_trade_no must")


@pytest.mark.parametrize("put", ["", "\r\n", " "], ids=repr)
@pytest.mark.parametrize("url", [b"", b"\xe5\xad", rb"\ud83d", b"a\tb"], ids=repr)
def test_reply(explained, put, url):
    """A reply that the client takes is well, line breaks and broken characters too."""
    sealed = put.join(seal(b'{"order_id":"1","out_trade_no":"2","url":"%b"}' % url).partition("/"))
    sign = md5(f"0{sealed}{SECRET}")
    body = json.dumps({"ret_code": 0, "ret_content": sealed, "sign": sign}).encode()
    assert explained(body, "--path", "/pay_api/order_create").code == 0


@pytest.mark.parametrize("name", REPLIES)
@pytest.mark.parametrize("path", ["order_query", "order_query_form", "piaoju_create"])
def test_reply_that_the_client_takes_or_refuses(explained, name, path):
    """All is well with what the call returns a result for, and with nothing else."""
    call = next(call for call in CALLS if call.name == path)
    try:
        call.answered(REPLIES[name])
    except ZhixiaoError:
        taken = False
    else:
        taken = True
    done = explained(REPLIES[name], "--path", call.request.endpoint.path)
    assert (done.code == 0) is taken


def test_reason_of_the_client(explained):
    """The client's own reason is told where nothing else is amiss."""
    (wrong,) = explained(REPLIES["without its ="]).wrongs
    assert wrong == "the client refuses it: the content doesn't open with this aes_key"


@pytest.mark.parametrize("name", ["empty", "null", "sealed emptiness"])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "from any other endpoint the client refuses it"), ("zh", "客户端不予受理")],
)
def test_empty_reply_of_an_endpoint_that_is_not_known(explained, name, language, said):
    """The report says that an empty reply is right from some endpoints and refused from others."""
    done = explained(REPLIES[name], "--lang", language)
    assert (done.code, said in done.out) == (0, True)


def test_refusal_with_a_cut_character(explained):
    """The key opened it: it isn't blamed."""
    done = explained(reply(seal("余额不足".encode()[:-1]), code="-1").encode())
    proof = "that doesn't prove that nothing was done"
    assert done.wrongs == [f"ret_code is -1: general refusal; {proof}"]
    assert "余额不\ufffd" in done.out


@pytest.mark.parametrize("path", [[], ["--path", "/pay_api/order_query"]], ids=["any", "a query"])
def test_reply_of_broken_json(explained, path):
    """Broken JSON is no bare sentence, which only one endpoint answers with."""
    done = explained(reply(seal(b'{"order_id":"1","status":')).encode(), *path)
    assert (done.code, len(done.wrongs)) == (1, 1)
