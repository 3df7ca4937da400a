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
from zhixiao_async.sandbox import Attempt, Clock, SandboxThread, delivery
from zhixiao_sync import Client

from .processes import NOSY_PROGRAMS, PROGRAMS, Server, running

NUMBERS = count(20881)
FORM = "application/x-www-form-urlencoded;charset=utf-8"


@pytest.fixture(scope="session", params=PROGRAMS)
def server(request, tmp_path_factory) -> Iterator[Server]:
    name = request.param
    with running(name, PROGRAMS[name], tmp_path_factory.mktemp(name)) as one:
        yield one


@pytest.fixture(scope="session", params=NOSY_PROGRAMS)
def nosy_server(request, tmp_path_factory) -> Iterator[Server]:
    name = request.param
    with running(name, NOSY_PROGRAMS[name], tmp_path_factory.mktemp(name)) as one:
        yield one


@pytest.fixture(scope="session")
def gateway() -> Iterator[SandboxThread]:
    """A sandbox whose clock stands still, so that it comes again only when told to."""
    clock = Clock()
    clock.freeze(datetime(2026, 3, 2, 12, tzinfo=BEIJING))
    with SandboxThread(clock=clock) as one:
        yield one


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within these tests only: a busy machine isn't what they look at."""
    monkeypatch.setattr(delivery, "SECONDS", 60.0)


Pay = Callable[..., str]


@pytest.fixture(scope="session")
def pay(gateway: SandboxThread) -> Iterator[Pay]:
    """Creates and pays an order, waits for its deliveries and gives its ``order_id``."""
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
            gateway.settle()
            return order.order_id

        yield act


@pytest.fixture
def attempts(gateway: SandboxThread) -> Callable[[str], list[Attempt]]:
    """What was delivered for an order, oldest first."""
    return lambda order_id: [one for one in gateway.notifications if one.order_id == order_id]


@attrs.frozen
class Letter:
    """A genuine notification that wasn't delivered, with the answers that it deserves."""

    order_id: str
    body: bytes
    success: bytes
    failure: bytes


@pytest.fixture
def letter(gateway, pay, attempts) -> Letter:
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
    """One request; without a known length, an iterator of bytes goes out in chunks."""
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
