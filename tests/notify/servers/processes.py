"""The frameworks' real servers, started, watched and ended."""

from __future__ import annotations

import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import attrs

from tests.support.places import GUNICORN_CONF
from tests.support.ports import free_port
from zhixiao_async.sandbox import TEST_CREDENTIALS

APPS = Path(__file__).parents[1] / "apps"
UVICORN = ("-m", "uvicorn", "--log-level=warning", "--host=127.0.0.1", "--port={port}")
GUNICORN = ("-m", "gunicorn", f"--config={GUNICORN_CONF}", "--bind=127.0.0.1:{port}", "--workers=2")
GUNICORN += ("--log-level=warning",)
PRELOADED = (*GUNICORN, "--preload")
GUNICORNS_OWN = "ignore:unclosed <socket.socket fd:ResourceWarning"  # its listeners, at its end
TO_END = 120
"""Seconds for all of a server's processes: each works for a third of one at its end."""
INBOXS_OWN = re.compile(
    r"^Traceback .*\n(?:  .*\n)*[\w.]+: \w+ \(its text may be personal\)$", re.MULTILINE
)
"""The traceback of a handler that failed, as the inbox logs it."""
UNWANTED = ("Traceback", "Warning", "Exception", "Internal Server Error")


@attrs.frozen
class Program:
    """How a server is started.

    Attributes:
        arguments: Of Python.
        urlconf: For Django.
        nosy: Whether a middleware reads the body before the view.
    """

    arguments: tuple[str, ...]
    urlconf: str = ""
    nosy: bool = False


DJANGO = "with_django"
PROGRAMS = {
    "aiohttp": Program((str(APPS / "run_aiohttp.py"), "{port}")),
    "starlette": Program((*UVICORN, "with_starlette:app")),
    "fastapi": Program((*UVICORN, "with_fastapi:app")),
    "quart": Program((*UVICORN, "with_quart:app")),
    "sanic": Program((str(APPS / "run_sanic.py"), "{port}")),
    "tornado": Program((str(APPS / "run_tornado.py"), "{port}")),
    "asgi": Program((*UVICORN, "with_asgi:app")),
    "django-async": Program((*UVICORN, "--lifespan=off", "django_site:asgi"), "with_django_async"),
    "django-runserver": Program(
        (str(APPS / "django_site.py"), "runserver", "--noreload", "127.0.0.1:{port}"), DJANGO
    ),
    "django-gunicorn": Program((*PRELOADED, "django_site:wsgi"), DJANGO),
    "flask": Program((*GUNICORN, "with_flask:app")),
    "wsgi": Program((*GUNICORN, "with_wsgi:app")),
    "wsgi-gthread": Program((*PRELOADED, "--worker-class=gthread", "--threads=4", "with_wsgi:app")),
}
NOSY_PROGRAMS = {
    "aiohttp": Program((str(APPS / "nosy.py"), "{port}")),
    "starlette": Program((*UVICORN, "--factory", "nosy:starlette_app")),
    "quart": Program((*UVICORN, "--factory", "nosy:quart_app")),
    "sanic": attrs.evolve(PROGRAMS["sanic"], nosy=True),
    "django-async": attrs.evolve(PROGRAMS["django-async"], nosy=True),
    "django-gunicorn": attrs.evolve(PROGRAMS["django-gunicorn"], nosy=True),
    "flask": Program((*PRELOADED, "nosy:flask_app()")),
}


@attrs.frozen
class Server:
    """A server that runs.

    Attributes:
        name: Its program's.
        port: Where it listens.
        books: The database that its handler writes to.
    """

    name: str
    port: int
    books: Path

    @property
    def url(self) -> str:
        """The server's ``notify_url``."""
        return f"http://127.0.0.1:{self.port}/notify"

    def credits(self, order_id: str) -> int:
        """Return how often an order was credited."""
        return self.ask("SELECT count(*) FROM ledger WHERE order_id = ?", order_id)

    def inbox_rows(self, order_id: str) -> int:
        """Return how often an order is in the inbox."""
        return self.ask("SELECT count(*) FROM zhixiao_inbox WHERE order_id = ?", order_id)

    def ask(self, sql: str, *values: str) -> int:
        """Return one number from the server's database."""
        with closing(sqlite3.connect(self.books, timeout=10)) as books, books:
            row = books.execute(sql, values).fetchone()
        return row[0] if row else 0


@contextmanager
def running(name: str, program: Program, directory: Path) -> Iterator[Server]:
    """Run a server, wait until it answers, and check in the end that it reported nothing bad."""
    server = Server(name, free_port(), directory / "books.db")
    server.ask("CREATE TABLE ledger (out_trade_no TEXT, order_id TEXT)")
    command = [argument.format(port=server.port) for argument in program.arguments]
    said = directory / "output.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-W", "default", "-W", GUNICORNS_OWN, *command],
            cwd=directory,
            env=environment(program),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(process, server.port, said)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=TO_END)
    check_output(said.read_text("utf-8"))
    assert code in (0, -signal.SIGTERM)


def environment(program: Program) -> dict[str, str]:
    """Return this process's variables, with the merchant's credentials."""
    return os.environ | {
        "ZHIXIAO_APP_ID": TEST_CREDENTIALS.app_id,
        "ZHIXIAO_APP_SECRET": str(TEST_CREDENTIALS.app_secret),
        "ZHIXIAO_AES_KEY": str(TEST_CREDENTIALS.aes_key),
        "PYTHONPATH": os.pathsep.join([str(APPS), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
        "URLCONF": program.urlconf,
        **({"NOSY": "1"} if program.nosy else {}),
    }


def wait_for(process: subprocess.Popen[bytes], port: int, said: Path) -> None:
    """Wait until a server answers; it mustn't end before."""
    for _ in range(400):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/notify")
            assert connection.getresponse().status == 405
        except OSError:
            try:
                process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"nobody listens: {said.read_text('utf-8')}")


def check_output(text: str) -> None:
    """Check that output has no traceback, no warning, no secret and nobody's name."""
    text = INBOXS_OWN.sub("", text)
    secrets = str(TEST_CREDENTIALS.app_secret), str(TEST_CREDENTIALS.aes_key), "张三"
    found = [unwanted for unwanted in (*UNWANTED, *secrets) if unwanted in text]
    assert not found, f"{found} in:\n{text}"
