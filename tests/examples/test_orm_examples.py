"""The ORM's examples under the hammer: duplicates, and a worker that is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from celery import Celery

from tests.campaigns.exactly_once.hammer import Service, hammer
from tests.support.databases import asynchronous
from tests.support.interpreter import Interpreter
from tests.support.places import EXAMPLES, GUNICORN_CONF, ROOT
from tests.support.processes import children
from zhixiao_async.sandbox import SandboxThread

from .helpers import NOTIFY_URL, ORDER, connect

BILLS = sa.table("bills", sa.column("out_trade_no"), sa.column("price"), sa.column("paid"))
INBOX = sa.table("zhixiao_inbox", sa.column("order_id"))
GUNICORN = ("-m", "gunicorn", f"--config={GUNICORN_CONF}", "--workers=2", "--preload")

CREATING = {"orm_django": ("migrate", "--run-syncdb")}
"""How an example creates its tables, where that takes more than its name."""
PATH = os.pathsep.join([str(EXAMPLES), str(ROOT)])


def libpq(url: str) -> dict[str, str]:
    """Return the variables of PostgreSQL's own library for a database's URL."""
    parsed = sa.make_url(url)
    named = {
        "PGDATABASE": parsed.database,
        "PGHOST": parsed.host,
        "PGPASSWORD": parsed.password,
        "PGPORT": parsed.port,
        "PGUSER": parsed.username,
    }
    return {name: str(value) for name, value in named.items() if value is not None}


class Books:
    """The database of an example, as its users see it."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, poolclass=sa.NullPool)

    def add(self, prices: dict[str, int]) -> None:
        """Add unpaid bills."""
        rows = [{"out_trade_no": n, "price": price, "paid": 0} for n, price in prices.items()]
        with self.engine.begin() as connection:
            connection.execute(BILLS.insert(), rows)

    def paid(self) -> dict[str, int]:
        """Return what was paid of each bill, in fen."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(BILLS.c.out_trade_no, BILLS.c.paid)).all()
        return {row.out_trade_no: row.paid for row in rows}

    def handled(self) -> list[str]:
        """Return the gateway's numbers that the inbox has."""
        with self.engine.connect() as connection:
            return [*connection.scalars(sa.select(INBOX.c.order_id))]


@pytest.fixture
def books(postgresql_url: str) -> Books:
    """Return an empty database on PostgreSQL."""
    return Books(postgresql_url)


@pytest.mark.parametrize(
    ("example", "server"),
    [
        ("orm_fastapi", ("-m", "uvicorn", "--workers=2", "--log-level=warning", "--port={port}")),
        ("orm_flask", (*GUNICORN, "--bind=127.0.0.1:{port}")),
        ("orm_django", (*GUNICORN, "--bind=127.0.0.1:{port}")),
    ],
)
def test_each_payment_is_credited_once(
    example: str,
    server: tuple[str, ...],
    books: Books,
    postgresql_url: str,
    environment: dict[str, str],
    interpreter: Interpreter,
    tmp_path: Path,
) -> None:
    """Twenty orders, each delivered five times to two workers, of which one is killed."""
    url = asynchronous(postgresql_url) if example == "orm_fastapi" else postgresql_url
    variables = environment | libpq(url) | {"DATABASE_URL": url, "PYTHONPATH": PATH}
    program = (EXAMPLES / f"{example}.py", *CREATING.get(example, ()))
    made = interpreter.run(*program, folder=tmp_path, variables=variables)
    assert (made.code, made.err) == (0, "")
    command = (*server, f"{example}:app")
    service = Service(command=command, folder=tmp_path, environment=variables, prepare=books.add)
    done = hammer(service)
    assert (done.successes, done.kills) == (100, 1)
    assert done.raced > 0
    assert books.paid() == done.prices
    assert sorted(books.handled()) == sorted(done.order_ids)


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("orm_*.py")), ids=lambda path: path.stem)
def test_example_is_short(example: Path) -> None:
    """A newcomer's program has fewer than 60 lines."""
    assert len(example.read_text("utf-8").splitlines()) < 60


CELERY = (
    "-m",
    "celery",
    "-A",
    "tests.support.quick_celery",
    "worker",
    "--concurrency=2",
    "--loglevel=WARNING",
)
QUERY = "/pay_api/order_query"


def test_sweep_that_is_killed(
    gateway: SandboxThread,
    books: Books,
    postgresql_url: str,
    environment: dict[str, str],
    interpreter: Interpreter,
    tmp_path: Path,
) -> None:
    """Two sweeps at once, one killed on its way, and one more: each payment is credited once."""
    letters = tmp_path / "data_in"  # the two folders of a broker made of files
    letters.mkdir()
    (tmp_path / "data_out").symlink_to(letters)
    variables = environment | {
        "DATABASE_URL": postgresql_url,
        "CELERY_BROKER_URL": "filesystem://",
        "PYTHONPATH": PATH,
    }
    made = interpreter.run(EXAMPLES / "orm_celery.py", folder=tmp_path, variables=variables)
    assert (made.code, made.err) == (0, "")
    prices = {f"S{number:03d}": number + 1 for number in range(12)}
    books.add(prices | {"unpaid": 1})
    with connect(gateway) as client:
        for number, price in prices.items():
            order = ORDER | {"out_trade_no": number, "total_fee": price}
            gateway.pay(client.order_create(**order, notify_url=NOTIFY_URL).order_id)
    with (
        (tmp_path / "output.txt").open("wb") as output,
        subprocess.Popen(
            [sys.executable, *CELERY], cwd=tmp_path, env=variables, stdout=output, stderr=output
        ) as worker,
    ):
        try:
            sweeps(letters, 2)
            wait_until(lambda: len(asked(gateway)) >= 6, worker)
            os.kill(children(worker.pid)[0], signal.SIGKILL)
            sweeps(letters, 1)
            wait_until(lambda: books.paid() == prices | {"unpaid": 0}, worker)
        finally:
            worker.terminate()  # it ends the sweeps that it has begun
            worker.wait(timeout=60)
    assert len(asked(gateway)) > len(prices)
    assert books.paid() == prices | {"unpaid": 0}
    assert len(books.handled()) == len(prices)
    assert "SIGKILL" in (tmp_path / "output.txt").read_text("utf-8")


def sweeps(letters: Path, times: int) -> None:
    """Order sweeps, as Celery's beat does."""
    names = ("data_folder_in", "data_folder_out", "control_folder")
    folders = dict.fromkeys(names, str(letters))
    with Celery(broker="filesystem://", broker_transport_options=folders) as app:
        for _ in range(times):
            app.send_task("school.sweep_unpaid")


def asked(gateway: SandboxThread) -> list[Any]:
    """Return the queries of orders."""
    return [request for request in gateway.requests if request.path == QUERY]


def wait_until(condition: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
    """Wait until something has come about; the worker mustn't end before."""
    for _ in range(600):
        if condition():
            return
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(worker.wait(timeout=0.05))
    raise AssertionError("it never came about")
