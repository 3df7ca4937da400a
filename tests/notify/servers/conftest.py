"""Each framework's server, started once, and a sandbox that delivers to it."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from itertools import count

import attrs
import pytest

from zhixiao_async import BEIJING, NotificationReceiver
from zhixiao_async.sandbox import Attempt, Clock, SandboxThread
from zhixiao_async.sandbox.notifications import posting
from zhixiao_sync import Client

from .processes import NOSY_PROGRAMS, PROGRAMS, Server, running

NUMBERS = count(20881)
FORM = "application/x-www-form-urlencoded;charset=utf-8"


@pytest.fixture(scope="session", params=PROGRAMS)
def server(request, tmp_path_factory) -> Iterator[Server]:
    """Start each framework's server."""
    name = request.param
    with running(name, PROGRAMS[name], tmp_path_factory.mktemp(name)) as started:
        yield started


@pytest.fixture(scope="session", params=NOSY_PROGRAMS)
def nosy_server(request, tmp_path_factory) -> Iterator[Server]:
    """Start each server whose middleware reads the body."""
    name = request.param
    with running(name, NOSY_PROGRAMS[name], tmp_path_factory.mktemp(name)) as started:
        yield started


@pytest.fixture(scope="session")
def gateway() -> Iterator[SandboxThread]:
    """Run a sandbox whose clock stands still, so that it comes again only when told to."""
    clock = Clock()
    clock.freeze(datetime(2026, 3, 2, 12, tzinfo=BEIJING))
    with SandboxThread(clock=clock) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the server a minute for its answer: a busy machine is no finding."""
    monkeypatch.setattr(posting, "ANSWER_SECONDS", 60.0)


Pay = Callable[..., str]


@pytest.fixture(scope="session")
def pay(gateway: SandboxThread) -> Iterator[Pay]:
    """Return a function that creates and pays an order, and waits for its deliveries."""
    with Client(gateway.credentials, base_url=gateway.base_url) as client:

        def act(notify_url: str, out_trade_no: str | None = None) -> str:
            order = client.order_create(
                body="学费",
                out_trade_no=out_trade_no or str(next(NUMBERS)),
                total_fee=19800,
                user_no="2013141516",
                user_name="张三",
                notify_url=notify_url,
            )
            gateway.pay(order.order_id)
            gateway.drain()
            return order.order_id

        yield act


@pytest.fixture
def attempts(gateway: SandboxThread) -> Callable[[str], list[Attempt]]:
    """Return a function for the deliveries of an order, oldest first."""
    return lambda order_id: [
        attempt for attempt in gateway.notifications if attempt.order_id == order_id
    ]


@attrs.frozen
class Letter:
    """A genuine notification that wasn't delivered, with its two right answers."""

    order_id: str
    body: bytes
    success: bytes
    failure: bytes


@pytest.fixture
def letter(gateway, pay, attempts) -> Letter:
    """Make a notification that wasn't delivered."""
    order_id = pay("http://127.0.0.1:9/notify")
    body = attempts(order_id)[0].form.encode()
    delivery = NotificationReceiver(gateway.credentials).open(body)
    return Letter(order_id, body, delivery.success, delivery.failure)


@attrs.frozen
class Said:
    """A server's answer."""

    status: int
    body: bytes
    content_type: str | None
    allow: str | None


def say(
    server: Server,
    body: bytes | Iterator[bytes] | None,
    method: str = "POST",
    content_type: str | None = FORM,
    encoding: str | None = None,
) -> Said:
    """Send one request; without a known length, an iterator of bytes goes out in chunks."""
    given = {"Content-Type": content_type, "Content-Encoding": encoding}
    headers = {name: value for name, value in given.items() if value}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        with suppress(BrokenPipeError):  # it may refuse, and hang up, before all is sent
            connection.request(
                method, "/notify", body, headers, encode_chunked=not isinstance(body, bytes | None)
            )
        answer = connection.getresponse()
        return Said(
            answer.status,
            answer.read(),
            answer.getheader("Content-Type"),
            answer.getheader("Allow"),
        )
