"""What is refused before anything is sent, and deliveries that aren't genuine, show no secret."""

from __future__ import annotations

import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async import Connections, Credentials, InvalidRequest, NotificationReceiver
from zhixiao_async.protocol.writing import seal_request

from .conftest import KEY, PASSWORD, SECRET

GOOD = {"APP_ID": "2021070804024", "APP_SECRET": SECRET, "AES_KEY": KEY}
BAD_ENVIRONMENTS = {
    "no id": GOOD | {"APP_ID": None},
    "empty id": GOOD | {"APP_ID": ""},
    "no secret": GOOD | {"APP_SECRET": None},
    "empty secret": GOOD | {"APP_SECRET": ""},
    "secret with a lone surrogate": GOOD | {"APP_SECRET": SECRET + "\udcff"},
    "no key": GOOD | {"AES_KEY": None},
    "long key": GOOD | {"AES_KEY": KEY + "1"},
    "key beyond ascii": GOOD | {"AES_KEY": KEY[:-1] + "钥"},
    "secret and key exchanged": GOOD | {"APP_SECRET": KEY, "AES_KEY": SECRET},
    "no such scheme": GOOD | {"BASE_URL": f"ftp://user:{PASSWORD}@127.0.0.1"},
    "password in the address": GOOD | {"BASE_URL": f"http://user:{PASSWORD}@127.0.0.1"},
}


@pytest.fixture(params=[zhixiao_async, zhixiao_sync], ids=["async", "sync"])
def package(request):
    return request.param


@pytest.mark.parametrize("environment", BAD_ENVIRONMENTS.values(), ids=BAD_ENVIRONMENTS)
def test_environment(evidence, monkeypatch, package, environment):
    """A variable is missing or malformed; the others are as secret as ever."""
    for name, value in environment.items():
        if value is None:
            monkeypatch.delenv(f"ZHIXIAO_{name}", raising=False)
        else:
            monkeypatch.setenv(f"ZHIXIAO_{name}", value)
    with pytest.raises(InvalidRequest) as caught:
        package.Client.from_env()
    evidence.error(caught.value)


@pytest.mark.parametrize(
    "proxy",
    [
        f"socks5://user:{PASSWORD}@127.0.0.1:1",
        f"http://user:{PASSWORD}@",
        f"http://user:{PASSWORD}@127.0.0.1:0",
        f"http://user:{PASSWORD}@127.0.0.1:1/?a",
        f"user:{PASSWORD}@127.0.0.1",
        f"http://user:{PASSWORD}@127.0.0.1:1".encode(),
    ],
    ids=["scheme", "no host", "port 0", "query", "no scheme", "bytes"],
)
def test_malformed_proxy(evidence, proxy):
    """Its password is in what is refused."""
    with pytest.raises(InvalidRequest) as caught:
        Connections(proxy=proxy)
    evidence.error(caught.value)


@pytest.mark.parametrize(
    "options",
    [{"limit": 0}, {"headers": {"Host": "a"}}, {"user_agent": ""}, {"ssl": "no"}],
    ids=["limit", "headers", "user_agent", "ssl"],
)
def test_something_else_malformed(evidence, options):
    """A good proxy beside it stays hidden."""
    with pytest.raises(InvalidRequest) as caught:
        Connections(proxy=f"http://user:{PASSWORD}@127.0.0.1:1", **options)
    evidence.error(caught.value)


@pytest.mark.parametrize(
    "name", ["app_id", "app_secret", "aes_key", "two at once", "something else"]
)
def test_malformed_credentials(evidence, name):
    """Also as bytes, and also when it is another one that is refused."""
    given = {"app_id": "1", "app_secret": SECRET, "aes_key": KEY}
    bad = {
        "app_id": {"app_id": ""},
        "app_secret": {"app_secret": SECRET.encode()},
        "aes_key": {"aes_key": KEY.encode()},
        "two at once": {"app_id": 1, "aes_key": [KEY]},
        "something else": {"aes_key": {"key": KEY}},
    }
    with pytest.raises(InvalidRequest) as caught:
        Credentials(**given | bad[name])
    evidence.error(caught.value)


def test_invalid_requests(evidence, known, package):
    """Refused by their own rules, with a client at hand."""
    client = package.Client(known.credentials)
    evidence.object(client, known.credentials)
    for make in (
        lambda: zhixiao_async.OrderQuery(),
        lambda: zhixiao_async.OrderQuery(out_trade_no=object()),
        lambda: zhixiao_async.OrderRefund(out_trade_no="1", refund_fee=1),
        lambda: client.with_options(timeouts=known.credentials),
        lambda: client.with_options(retry=known.credentials),
        lambda: package.Client(known.credentials, base_url="nowhere"),
        lambda: package.Client(known.credentials, connections=known.credentials),
        lambda: NotificationReceiver(known.credentials, None),
    ):
        with pytest.raises(InvalidRequest) as caught:
            make()
        evidence.error(caught.value)


def test_bad_notifications(evidence, known):
    """Forged, garbled, cut off, a merchant's own request, and one that is genuine."""
    receiver = NotificationReceiver(known.credentials)
    genuine = seal_request(
        known.credentials,
        b'{"order_id":"1","out_trade_no":"1","time_end":"2026-03-02 12:00:00","uid":"1"}',
    )
    delivery = receiver.open(genuine)
    evidence.object(receiver, delivery, delivery.notification)
    others = Credentials(app_id=known.credentials.app_id, app_secret=SECRET, aes_key="k" * 32)
    for body in (
        b"",
        b"\xff",
        b"x" * 100_000,
        genuine[:-1],
        genuine.replace(b"sign=", b"sign=0"),
        genuine.replace(b"id=2", b"id=3"),
        genuine + b"&id=1",
        seal_request(known.credentials, b'{"out_trade_no":"1"}'),
        seal_request(known.credentials, b"not json"),
        seal_request(others, b"{}"),
        b"id=1&param=2&sign=3",
    ):
        with pytest.raises(zhixiao_async.NotificationRefused) as caught:
            receiver.open(body)
        evidence.error(caught.value)
