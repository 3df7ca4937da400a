"""A framework's own rules for bodies don't apply to notifications: this library's do."""

from __future__ import annotations

import asyncio
import gzip
import logging

import pytest
from aiohttp import web
from flask import Flask

import zhixiao_sync.notify
from zhixiao_async import REFUSAL, NotificationReceiver
from zhixiao_async.notify import MAX_BODY, DeliveryMetrics, Inbox, NotificationService, aiohttp
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.notify import flask

CONTENT = (
    b'{"out_trade_no":"20881","order_id":"1720881","uid":"2088612279536603",'
    b'"time_end":"2026-03-02 12:00:00"}'
)
GENUINE = seal_request(TEST_CREDENTIALS, CONTENT)
RECEIVER = NotificationReceiver(TEST_CREDENTIALS)


@pytest.fixture
async def on_aiohttp(tmp_path):
    """Serve a service by aiohttp.web; return it and its port."""
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    service = NotificationService(RECEIVER, inbox, print)
    app = web.Application()
    app.router.add_post("/", aiohttp.notification_view(service))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield service, runner.addresses[0][1]
    await runner.cleanup()


@pytest.mark.parametrize("kind", ["gzip", "deflate", "GZIP"])
@pytest.mark.parametrize("sent", ["at once", "after the head"])
async def test_nonsense_in_a_packed_body(on_aiohttp, caplog, kind, sent):
    """A body that aiohttp can't decode is refused and counted as a forgery, without an error."""
    service, port = on_aiohttp
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: {kind}\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{head}Content-Length: {len(GENUINE)}\r\nExpect: 100-continue\r\n\r\n".encode())
    if sent == "after the head":
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(GENUINE)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.endswith(b"\r\n\r\n" + REFUSAL)
    assert service.counts == DeliveryMetrics(received=1, refused=1)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_genuine_body_that_somebody_packed(on_aiohttp):
    """A compressed body is refused, since no other framework decodes it."""
    service, port = on_aiohttp
    packed = gzip.compress(GENUINE)
    head = f"POST / HTTP/1.0\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + packed)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.endswith(b"\r\n\r\n" + REFUSAL)
    assert service.counts == DeliveryMetrics(received=1, refused=1)


@pytest.fixture
def on_flask(tmp_path):
    """Return a client of an application that takes ten bytes at most."""
    inbox = zhixiao_sync.notify.Inbox(tmp_path / "inbox.db")
    inbox.create_table()
    service = zhixiao_sync.notify.NotificationService(RECEIVER, inbox, print)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 10
    app.add_url_rule("/", view_func=flask.notification_view(service), methods=["POST"])
    with app.test_client() as client:
        yield client


def test_flasks_own_limit(on_flask):
    """Flask's limit is for the application's other views: a notification is longer."""
    answer = on_flask.post("/", data=GENUINE)
    assert open_reply(TEST_CREDENTIALS, answer.data).ret_code == 0


def test_limit_instead_of_flasks_own(on_flask):
    """A body that is too long gets the answer to every forgery, and not Flask's page."""
    answer = on_flask.post("/", data=b"x" * (MAX_BODY + 1))
    assert (answer.status_code, answer.data) == (200, REFUSAL)
