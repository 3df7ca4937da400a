"""A middleware that reads the body away is a loud mistake in every adapter, and no forgery."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

import zhixiao_async.notify as awaited
import zhixiao_sync.notify as blocking
from zhixiao_async import REFUSAL
from zhixiao_async.notify import MAX_BODY, DeliveryMetrics
from zhixiao_async.notify.asgi import notification_app as asgi_app
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_async.sandbox.notifications.posting import ANSWER_SECONDS

from .read_before import AWAITED, BLOCKING, BODY, RECEIVER, starlette_itself


@pytest.fixture(params=[*AWAITED, *BLOCKING])
async def behind(request, tmp_path):
    """Return a service, a way to deliver to it, and the likely reader of its body."""
    if request.param in AWAITED:
        inbox = awaited.Inbox(tmp_path / "inbox.db")
        await inbox.create_table()
        service = awaited.NotificationService(RECEIVER, inbox, print)
    else:
        inbox = blocking.Inbox(tmp_path / "inbox.db")
        inbox.create_table()
        service = blocking.NotificationService(RECEIVER, inbox, print)
    return service, *(AWAITED | BLOCKING)[request.param]


SENT = {
    "length": (b"content-length", str(len(BODY)).encode()),
    "chunks": (b"transfer-encoding", b"chunked"),
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
async def test_body_that_was_read_before(behind, caplog, sent, monkeypatch):
    """A body that was read before gets status 500 and an error that names its reader."""
    caplog.set_level(logging.INFO, "zhixiao.notify")
    service, deliver, reader = behind
    if reader == "called receive()":  # the others answer, however long a busy machine takes for it
        monkeypatch.setattr("zhixiao_async.notify.service.BODY_BEGINS", 0.01)
    status, body = await deliver(service, True, [sent])
    assert (status, body) == (500, REFUSAL)
    assert service.counts == DeliveryMetrics(received=1, failed=1)
    (line,) = [record for record in caplog.records if record.name == "zhixiao.notify"]
    assert (line.levelname, line.zhixiao_outcome) == ("ERROR", "failed")
    assert line.zhixiao_reason.startswith("the body was read before the view: ")
    assert reader in line.zhixiao_reason


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
async def test_body_that_was_left_alone(behind, sent):
    """The same delivery without a reader is a payment."""
    service, deliver, _ = behind
    status, body = await deliver(service, False, [sent])
    assert (status, open_reply(TEST_CREDENTIALS, body).ret_code) == (200, 0)


@pytest.mark.parametrize("adapter", [asgi_app, starlette_itself], ids=["asgi", "starlette"])
async def test_body_that_comes_slowly(tmp_path, monkeypatch, adapter):
    """The rest of a body that has begun is waited for, however slow its sender."""
    monkeypatch.setattr("zhixiao_async.notify.service.BODY_BEGINS", 0.01)
    inbox = awaited.Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    service = awaited.NotificationService(RECEIVER, inbox, lambda *_: None)
    parts, answered = [BODY[:9], BODY[9:]], []

    async def receive():
        if len(parts) == 1:
            await asyncio.sleep(0.05)  # five times as long as for the beginning
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    await adapter(service)(scope, receive, send)
    assert open_reply(TEST_CREDENTIALS, answered[1]["body"]).ret_code == 0


def test_wait_is_shorter_than_a_gateways():
    """The sandbox's gateway hangs up after five seconds; the vendor's own limit isn't known."""
    assert awaited.service.BODY_BEGINS < ANSWER_SECONDS


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
async def test_longest_body(behind, chunked):
    """Every adapter hands on 64 KiB and the one byte by which more is noticed."""
    service, deliver, _ = behind
    for more, code in ((0, 0), (1, -1)):
        body = BODY.ljust(MAX_BODY + more, b"&")
        sent = SENT["chunks"] if chunked else (b"content-length", str(len(body)).encode())
        status, answer = await deliver(service, False, [sent], body)
        assert status == 200
        assert json.loads(answer)["ret_code"] == code


@pytest.mark.parametrize("adapter", [asgi_app, starlette_itself], ids=["asgi", "starlette"])
async def test_body_without_end(tmp_path, adapter):
    """A body without an end is read up to the byte that shows that it is too long."""
    service = awaited.NotificationService(RECEIVER, awaited.Inbox(tmp_path / "inbox.db"), print)
    asked, answered = [], []

    async def receive():
        asked.append(len(asked) * 4096)
        assert asked[-1] <= MAX_BODY
        return {"type": "http.request", "body": b"&" * 4096, "more_body": True}

    async def send(message):
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    await adapter(service)(scope, receive, send)
    assert answered[1]["body"] == REFUSAL


@pytest.mark.parametrize(
    ("length", "encoding", "answer"),
    [(None, None, False), ("", "", False), ("0", None, False), ("x", None, False),
     ("1", None, True), (None, "Chunked", True), ("9" * 5000, None, True), ("-1", "gzip", False)],
)  # fmt: skip
def test_announced(length, encoding, answer):
    """A body is announced by its length, or by coming in chunks."""
    assert awaited.service.announced(length, encoding) is answer
