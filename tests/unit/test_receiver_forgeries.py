"""Everything that isn't a genuine payment notification is refused, and nothing else happens.

Here kind by kind; genuine bodies changed at random are in tests/fuzz/test_forgeries.py.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import zhixiao_async as z
from zhixiao_async import Credentials, NotificationReceiver, NotificationRefused, _codec
from zhixiao_async._envelope import seal_request

ORDER = z.OrderCreate(
    body="学费", out_trade_no="1", total_fee=1, user_no="2", notify_url="https://a.edu/n"
)
PERSON = {"payer_type": z.PayerType.PERSON, "payer_name": "小明", "phone": "1300"}


@pytest.fixture(scope="module")
def receiver(credentials):
    """A receiver of two merchants, one with an old key beside the new one."""
    return NotificationReceiver(
        credentials,
        attrs.evolve(credentials, app_secret="old secret", aes_key="old key!" * 4),
        Credentials(app_id="77", app_secret="his secret", aes_key="his key!" * 4),
    )


@pytest.fixture(scope="module")
def notification(sample):
    """The document's notification."""
    return sample("payment_notification/notification.json")


@pytest.fixture(scope="module")
def genuine(vendor, notification):
    """The document's notification as the gateway posts it."""
    return vendor.form(json.dumps(notification).encode())


def refused(receiver, body):
    """The text of the refusal that a body gets."""
    with pytest.raises(NotificationRefused) as caught:
        receiver.open(body)
    return str(caught.value)


@pytest.mark.parametrize("changed", ["id", "param", "sign"])
def test_changed_field(receiver, vendor, notification, changed):
    """A change of any field is noticed."""
    body = vendor.form(json.dumps(notification).encode(), **{changed: "77"})
    assert refused(receiver, body)


def test_unknown_id(receiver, vendor, make_vendor, credentials):
    """An id without credentials is refused, however well it is signed."""
    stranger = make_vendor(attrs.evolve(credentials, app_id="99"))
    assert refused(receiver, stranger.form(b"{}")) == "no credentials for its id"


def test_wrong_sign(receiver, vendor):
    """A sign of the right form and the wrong value is refused."""
    assert "sign" in refused(receiver, vendor.form(b"{}", sign="0" * 32))


@pytest.mark.parametrize("sign", ["", "签名", "\x00"])
def test_sign_of_no_form(receiver, vendor, sign):
    """So is one that no md5 could be."""
    assert "sign" in refused(receiver, vendor.form(b"{}", sign=sign))


@pytest.mark.parametrize("name", ["app_secret", "aes_key"])
def test_wrong_key(receiver, make_vendor, credentials, notification, name):
    """Sealed with one key of ours and one that isn't, it is refused."""
    half = make_vendor(attrs.evolve(credentials, **{name: "z" * 32}))
    assert refused(receiver, half.form(json.dumps(notification).encode()))


def test_another_merchants_keys(receiver, make_vendor, credentials, notification):
    """A neighbour behind the same URL can't sign for us."""
    him = make_vendor(Credentials(app_id="77", app_secret="his secret", aes_key="his key!" * 4))
    body = him.form(json.dumps(notification).encode(), id=credentials.app_id)
    assert "sign" in refused(receiver, body)


@pytest.mark.parametrize(
    "request_",
    [
        ORDER,
        z.OrderQuery(order_id="1", out_trade_no="2"),
        z.OrderCancel(out_trade_no="1"),
        z.OrderRefund(order_id="1", out_trade_no="2"),
        z.UserIdentity(uid="1"),
        z.UserCard(user_no="1"),
        z.PiaojuCreate(**PERSON, out_trade_no="1"),
        z.PiaojuQuery(zx_order_no="1"),
        z.OrderQueryForm(order_id="1"),
    ],
    ids=lambda request_: type(request_).__name__,
)
def test_merchants_own_request_played_back(receiver, credentials, request_):
    """A captured request of the merchant's own is signed with his key, and still refused."""
    body = seal_request(credentials, _codec.to_json(_codec.write(request_)))
    assert "may be a merchant's own request" in refused(receiver, body)


@pytest.mark.parametrize("name", ["order_id", "time_end", "uid"])
@pytest.mark.parametrize("value", [None, "", ...], ids=["null", "empty", "missing"])
def test_gateways_field_missing(receiver, vendor, notification, name, value):
    """Without a field that only the gateway sends, it isn't believed."""
    fields = {key: one for key, one in (notification | {name: value}).items() if one is not ...}
    text = refused(receiver, vendor.form(json.dumps(fields).encode()))
    assert f"{name} is missing" in text


@pytest.mark.parametrize("value", [None, "", [], {}, True], ids=json.dumps)
def test_order_number_missing(receiver, vendor, notification, value):
    """Without the merchant's own number nobody knows which order was paid."""
    body = vendor.form(json.dumps(notification | {"out_trade_no": value}).encode())
    assert "out_trade_no" in refused(receiver, body)


@pytest.mark.parametrize("name", ["order_id", "uid"])
@pytest.mark.parametrize("value", [True, False, ["1"], {"a": "1"}], ids=json.dumps)
def test_gateways_field_of_another_type(receiver, vendor, notification, name, value):
    """What can't be an identifier isn't turned into one."""
    assert name in refused(receiver, vendor.form(json.dumps(notification | {name: value}).encode()))


@pytest.mark.parametrize(
    "content", [b"", b"success", b"[]", b"null", b"7", b"\xff", b'"x"', b"{", b"[" * 30_000]
)
def test_content_that_is_no_object(receiver, vendor, content):
    """Signed content of another kind is no notification."""
    assert "not a payment notification" in refused(receiver, vendor.form(content))


def test_signed_ciphertext_that_does_not_open(receiver, vendor, credentials):
    """A right sign over what doesn't decrypt is refused as well."""
    form = {"id": credentials.app_id, "param": "AAAA", "sign": ""}
    form["sign"] = vendor.sign(form["id"], form["param"])
    assert refused(receiver, urlencode(form).encode())


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b'{"id":"1","param":"2","sign":"3"}', b"<xml></xml>", b"\xff" * 20, b"id=1"],
)
def test_not_a_form(receiver, body):
    """What is no form is refused, and isn't an error of another kind."""
    assert "form" in refused(receiver, body)


@pytest.mark.parametrize("name", ["id", "param", "sign"])
def test_repeated_field(receiver, genuine, name):
    """A genuine form with a field added twice is refused."""
    assert "once each" in refused(receiver, genuine + f"&{name}=1".encode())


def test_oversize(receiver, genuine):
    """A body beyond 64 KiB is refused before it is parsed."""
    assert "longer than" in refused(receiver, genuine + b"&a=" + b"x" * 65536)


def test_refusal_repeats_no_secret(receiver, credentials, genuine):
    """The text for the log holds no key."""
    text = refused(receiver, genuine.replace(b"sign=", b"sign=0"))
    assert str(credentials.app_secret) not in text
    assert str(credentials.aes_key) not in text


@given(body=st.binary(max_size=300))
@example(body=b"id=77&param=&sign=")
def test_arbitrary_bytes_are_never_accepted(receiver, body):
    """No bytes are a notification by chance."""
    with pytest.raises(NotificationRefused):
        receiver.open(body)


@given(content=st.dictionaries(st.text(max_size=9), st.text(max_size=9)) | st.lists(st.text()))
def test_other_signed_content_is_never_accepted(receiver, vendor, content):
    """Nor is any other content under a right sign."""
    with pytest.raises(NotificationRefused):
        receiver.open(vendor.form(json.dumps(content).encode()))
