"""From a body to the answer's bytes: verified, handled once, answered; counted and logged."""

from __future__ import annotations

import asyncio
import logging

import attrs
import pytest

import zhixiao_sync.notify
from zhixiao_async import REFUSAL, InvalidRequest, NotificationReceiver
from zhixiao_async.notify import MAX_BODY, DeliveryMetrics, Inbox, NotificationService
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.sandbox import TEST_CREDENTIALS

CONTENT = (
    b'{"out_trade_no":"20881","order_id":"1720881","uid":"2088612279536603",'
    b'"time_end":"2026-03-02 12:00:00","user_no":"2013141516","user_name":"\\u5f20\\u4e09"}'
)
GENUINE = seal_request(TEST_CREDENTIALS, CONTENT)
PERSONAL = ["2088612279536603", "2013141516", "张三"]


@attrs.define
class FailingHandler:
    """A handler that fails as often as it is told to."""

    failures: int = 0
    ran: int = 0

    def credit(self, payment, connection):
        """Count the call, and fail while failures are left."""
        self.ran += 1
        if self.ran <= self.failures:
            raise LookupError(f"no bill of {payment.user_name}")


@pytest.fixture
def books():
    """Return a handler that doesn't fail."""
    return FailingHandler()


@pytest.fixture
def receiver():
    """Return a receiver of the sandbox's merchant."""
    return NotificationReceiver(TEST_CREDENTIALS)


@pytest.fixture(params=["async", "sync"])
async def service(request, receiver, books, tmp_path):
    """Return a service of either package, as one that is awaited."""
    if request.param == "async":
        inbox = Inbox(tmp_path / "inbox.db")
        await inbox.create_table()
        return NotificationService(receiver, inbox, books.credit)
    inbox = zhixiao_sync.notify.Inbox(tmp_path / "inbox.db")
    inbox.create_table()
    return InThread(zhixiao_sync.notify.NotificationService(receiver, inbox, books.credit))


class InThread:
    """A sync service, awaited."""

    def __init__(self, service):
        self.service = service

    @property
    def counts(self):
        return self.service.counts

    async def answer(self, method, body):
        return await asyncio.to_thread(self.service.answer, method, body)


async def test_success(service):
    """A success is sealed, and answered as JSON."""
    answer = await service.answer("POST", GENUINE)
    assert (answer.status, answer.headers) == (200, {"Content-Type": "application/json"})
    reply = open_reply(TEST_CREDENTIALS, answer.body)
    assert (reply.ret_code, bytes(reply.content)) == (0, b"success")


async def test_duplicate_is_answered_alike(service, books):
    """A duplicate is answered byte for byte alike, and the handler doesn't run."""
    first = await service.answer("POST", GENUINE)
    assert await service.answer("POST", GENUINE) == first
    assert books.ran == 1


async def test_failure(service, books):
    """A handler that raises is answered with a sealed -1, and runs again at the next delivery."""
    books.failures = 1
    answer = await service.answer("POST", GENUINE)
    assert open_reply(TEST_CREDENTIALS, answer.body).ret_code == -1
    answer = await service.answer("POST", GENUINE)
    assert open_reply(TEST_CREDENTIALS, answer.body).ret_code == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"x" * (MAX_BODY + 1), GENUINE[:-1], GENUINE + b"&sign=0", b"id=1&param=2&sign=3"],
    ids=["empty", "long", "cut", "two signs", "unknown id"],
)
async def test_forgery(service, books, body):
    """A forgery always gets the same bytes, and nothing runs."""
    answer = await service.answer("POST", body)
    assert (answer.status, answer.body) == (200, REFUSAL)
    assert answer.headers == {"Content-Type": "application/json"}
    assert books.ran == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", "post"])
async def test_method(service, books, method):
    """Only POST is taken."""
    answer = await service.answer(method, GENUINE)
    assert (answer.status, answer.body) == (405, b"")
    assert answer.headers == {"Content-Type": "text/plain", "Allow": "POST"}
    assert books.ran == 0


async def test_plain_success(books, tmp_path):
    """A gateway of the oldest protocol gets the bare word, as text."""
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    receiver = NotificationReceiver(TEST_CREDENTIALS, plain_success=True)
    answer = await NotificationService(receiver, inbox, books.credit).answer("POST", GENUINE)
    assert (answer.body, answer.content_type) == (b"success", "text/plain")


async def test_several_merchants(service, receiver, books, tmp_path):
    """Each merchant is known by its id, which the payment has."""
    other = attrs.evolve(TEST_CREDENTIALS, app_id="77", app_secret="his secret")
    inbox, apps = Inbox(tmp_path / "several.db"), []
    await inbox.create_table()
    both = NotificationService(
        NotificationReceiver(TEST_CREDENTIALS, other),
        inbox,
        lambda payment, connection: apps.append(payment.app_id),
    )
    for credentials in (TEST_CREDENTIALS, other):
        await both.answer("POST", seal_request(credentials, CONTENT))
    assert apps == [TEST_CREDENTIALS.app_id, "77"]


async def test_key_rotation(books, tmp_path):
    """A payment sealed with the old and the new secret is handled once."""
    old = attrs.evolve(TEST_CREDENTIALS, app_secret="old secret")
    inbox = Inbox(tmp_path / "rotation.db")
    await inbox.create_table()
    both = NotificationService(NotificationReceiver(old, TEST_CREDENTIALS), inbox, books.credit)
    for credentials in (old, TEST_CREDENTIALS):
        answer = await both.answer("POST", seal_request(credentials, CONTENT))
        assert open_reply(credentials, answer.body).ret_code == 0
    assert books.ran == 1


async def test_counts(service, books):
    """Received, handled, duplicate, refused and failed deliveries are counted."""
    books.failures = 1
    for body in (GENUINE, GENUINE, GENUINE, b"forged", GENUINE):
        await service.answer("POST", body)
    assert service.counts == DeliveryMetrics(
        received=5, handled=1, duplicate=2, refused=1, failed=1
    )


async def test_log(service, books, caplog):
    """Each delivery has a log line with its numbers and outcome, nothing personal and no secret."""
    caplog.set_level(logging.DEBUG)
    books.failures = 1
    for body in (GENUINE, GENUINE, GENUINE, b"forged"):
        await service.answer("POST", body)
    lines = [record for record in caplog.records if record.name == "zhixiao.notify"]
    assert [line.zhixiao_outcome for line in lines] == [
        *["failed", "handled", "duplicate", "refused"]
    ]
    assert "order_id=1720881 out_trade_no=20881" in lines[1].getMessage()
    assert "error=LookupError@test_service.py:" in lines[0].getMessage()
    hidden = [*PERSONAL, str(TEST_CREDENTIALS.app_secret), str(TEST_CREDENTIALS.aes_key)]
    everything = "".join(str(vars(record)) for record in caplog.records)
    assert [personal for personal in hidden if personal in everything] == []


async def test_log_line_cannot_be_forged(books, tmp_path, caplog):
    """A number with a line break stays on its line."""
    caplog.set_level(logging.INFO)
    inbox = Inbox(tmp_path / "inbox.db")
    await inbox.create_table()
    service = NotificationService(NotificationReceiver(TEST_CREDENTIALS), inbox, books.credit)
    content = CONTENT.replace(b'"20881"', b'"20881\\noutcome=handled x"')
    await service.answer("POST", seal_request(TEST_CREDENTIALS, content))
    assert r"out_trade_no='20881\noutcome=handled x'" in caplog.messages[-1]


async def test_broken_database(receiver, books, tmp_path):
    """Without a table the gateway is told to come again."""
    service = NotificationService(receiver, Inbox(tmp_path / "empty.db"), books.credit)
    answer = await service.answer("POST", GENUINE)
    assert open_reply(TEST_CREDENTIALS, answer.body).ret_code == -1


def test_blocking_store_on_an_event_loop(receiver, books, tmp_path):
    """A store that would block the loop is refused when the service is made."""
    store = zhixiao_sync.notify.SQLiteStore(tmp_path / "inbox.db")
    with pytest.raises(InvalidRequest, match="zhixiao_sync"):
        NotificationService(receiver, Inbox(store), books.credit)


def test_awaited_store_without_a_loop(tmp_path):
    """A store that has to be awaited is refused by zhixiao_sync's inbox."""
    with pytest.raises(InvalidRequest, match="zhixiao_sync's SQLiteStore"):
        zhixiao_sync.notify.Inbox(Inbox(tmp_path / "inbox.db").store)
