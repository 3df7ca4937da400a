"""Everything that isn't a genuine payment notification is refused, and nothing else happens.

Here kind by kind; genuine bodies changed at random are in tests/campaigns/fuzz/test_forgeries.py.
"""

from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.notification_bodies import GENUINE, REFUSED, REQUESTS
from zhixiao_async import Credentials, NotificationReceiver, NotificationRefused


@pytest.fixture(scope="module")
def receiver(credentials):
    """Return a receiver of two merchants, one with an old key beside the new one."""
    return NotificationReceiver(
        credentials,
        attrs.evolve(credentials, app_secret="old secret", aes_key="old key!" * 4),
        Credentials(app_id="77", app_secret="his secret", aes_key="his key!" * 4),
    )


@pytest.fixture(scope="module")
def notification(sample):
    """Return the document's notification."""
    return sample("payment_notification/notification.json")


@pytest.fixture(scope="module")
def genuine(vendor, notification):
    """Return the document's notification as the gateway posts it."""
    return vendor.form(json.dumps(notification).encode())


def refused(receiver, body):
    """Return the text of the refusal that a body gets."""
    with pytest.raises(NotificationRefused) as caught:
        receiver.open(body)
    return str(caught.value)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(receiver, credentials, name):
    """Each forgery is refused for a fixed phrase, by a receiver of several merchants as well."""
    body, reason = REFUSED[name]
    with pytest.raises(NotificationRefused) as caught:
        NotificationReceiver(credentials).open(body)
    assert caught.value.reason == reason
    assert refused(receiver, body)


def test_longest_body(credentials):
    """A body of 64 KiB is taken, and not a byte more."""
    receiver, body = NotificationReceiver(credentials), GENUINE.ljust(64 * 1024, b"&")
    assert receiver.open(body).notification.out_trade_no == "20881"
    assert "longer than 65536 bytes" in refused(receiver, body + b"&")


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request_: type(request_).__name__)
def test_merchants_own_request_played_back(receiver, request_):
    """A captured request of the merchant's own is refused, and the text says why."""
    body, _ = REFUSED[f"own {request_.endpoint.name}"]
    assert "may be a merchant's own request" in refused(receiver, body)


@pytest.mark.parametrize("name", ["order_id", "time_end", "uid", "out_trade_no"])
def test_missing_field_is_named(receiver, name):
    """The refusal names the missing field."""
    assert f"{name} is missing" in refused(receiver, REFUSED[f"{name} missing"][0])


def test_another_merchants_keys(receiver, make_vendor, credentials, notification):
    """A neighbour behind the same URL can't sign for us."""
    him = make_vendor(Credentials(app_id="77", app_secret="his secret", aes_key="his key!" * 4))
    body = him.form(json.dumps(notification).encode(), id=credentials.app_id)
    assert "sign" in refused(receiver, body)


def test_refusal_repeats_no_secret(receiver, credentials, genuine):
    """The text for the log holds no key."""
    text = refused(receiver, genuine.replace(b"sign=", b"sign=0"))
    assert str(credentials.app_secret) not in text
    assert str(credentials.aes_key) not in text


@given(body=st.binary(max_size=300))
@example(body=b"id=77&param=&sign=")
def test_arbitrary_bytes_are_never_accepted(receiver, body):
    """Arbitrary bytes are never a notification."""
    with pytest.raises(NotificationRefused):
        receiver.open(body)


@given(content=st.dictionaries(st.text(max_size=9), st.text(max_size=9)) | st.lists(st.text()))
def test_other_signed_content_is_never_accepted(receiver, vendor, content):
    """Other content under a right sign is never a notification."""
    with pytest.raises(NotificationRefused):
        receiver.open(vendor.form(json.dumps(content).encode()))
