"""The examples that receive notifications, or sweep up what never came."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.support.places import EXAMPLES, GUNICORN_CONF
from tests.support.ports import free_port
from zhixiao_async import REFUSAL
from zhixiao_async.sandbox import Verdict

from .helpers import NOTIFY_URL, connect, paid_order

GUNICORN = ("-m", "gunicorn", f"--config={GUNICORN_CONF}", "--workers=2", "--preload")
GUNICORN += ("--bind=127.0.0.1:{port}",)
RECEIVERS = {
    "aiohttp": (str(EXAMPLES / "receive_aiohttp.py"), "payments.db", "{port}"),
    "fastapi": (str(EXAMPLES / "receive_fastapi.py"), "payments.db", "{port}"),
    "flask": (*GUNICORN, "receive_flask:make_app('payments.db')"),
    "django": (*GUNICORN, "receive_django:make_app('payments.db')"),
}


@pytest.fixture(params=RECEIVERS)
def notify_url(request, environment, tmp_path) -> Iterator[str]:
    """Yield the address of a receiving example, which ends without a complaint."""
    port = free_port()
    command = [part.format(port=port) for part in RECEIVERS[request.param]]
    said = tmp_path / "output.txt"
    with (
        said.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(EXAMPLES)},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            wait_for(process, port)
            yield f"http://127.0.0.1:{port}/notify"
        finally:
            process.terminate()  # SIGINT has gunicorn drop what it is writing
            process.wait(timeout=120)  # each process works for a third of a second
    text = said.read_text("utf-8")
    assert "Traceback" not in text, text
    assert "outcome=" in text


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until it can be connected to; it mustn't end before."""
    for _ in range(400):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(process.wait(timeout=0.05)) from None
    raise AssertionError("nobody listens")


def test_receive_example_books_a_payment_once(gateway, notify_url, tmp_path):
    """A repeated notification is answered with success as well, and a forgery is refused."""
    order_id = paid_order(gateway, notify_url)
    gateway.drain()
    gateway.run(lambda sandbox: sandbox.notifier.replay(order_id))
    with urllib.request.urlopen(notify_url, data=b"id=x&param=x&sign=x", timeout=30) as answer:
        refusal = answer.read()
    with closing(sqlite3.connect(tmp_path / "payments.db")) as books:
        booked = books.execute("SELECT out_trade_no, order_id FROM payments").fetchall()
    assert booked == [("20881", order_id)]
    assert [one.verdict for one in gateway.notifications] == [Verdict.SEALED, Verdict.SEALED]
    assert refusal == REFUSAL


@pytest.fixture
def shop(gateway, paid, tmp_path) -> Path:
    """Books with one paid order and one that isn't."""
    with connect(gateway) as client:
        client.order_create(
            body="学费", out_trade_no="2", total_fee=1, user_no="2", notify_url=NOTIFY_URL
        )
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as books, books:
        books.execute("CREATE TABLE orders (out_trade_no PRIMARY KEY, paid_at, created_at)")
        books.execute("INSERT INTO orders VALUES ('20881', NULL, 1), ('2', NULL, 2)")
    return file


def test_sweep_example_books_what_was_never_notified(run_program, shop):
    """The paid order is booked, and isn't asked for again."""
    first, second = (run_program(EXAMPLES / "sweep_cron.py", "shop.db") for _ in range(2))
    assert first == "2 asked for: 1 paid now, 1 unpaid\n"
    assert second == "1 asked for: 0 paid now, 1 unpaid\n"
