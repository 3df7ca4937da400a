"""Every Python snippet of the READMEs and the docs runs as it stands.

An HTML comment before a snippet, which no reader sees, says how to run it:

- ``<!-- run: program -->`` as a program of its own;
- ``<!-- run: await -->`` inside a coroutine;
- ``<!-- run: async -->`` or ``<!-- run: sync -->`` where a ``client`` is at hand;
- ``<!-- run: app -->`` as an aiohttp ``app`` that must book a payment and answer it;
- ``<!-- run: sql app -->`` the same, where DATABASE_URL names a database with a ``ledger``;
- ``<!-- run: function -->`` as a function ``notify`` that is given a body and gives the answer;
- ``<!-- run: revision -->`` as a revision of Alembic's that makes the inbox's table;
- ``<!-- not run: a reason -->``;
- ``<!-- app: FILE -->`` is, comments aside, that file of tests/notify/apps, which runs there;
- ``<!-- example: FILE -->`` is, comments and docstring aside, that file of examples, which has a
  test of its own.

After a comma: ``paid=20881`` has that order paid beforehand, ``seed=2026-03-02`` fills that day of
the listing, ``slow=order_refund`` has the gateway hold that reply back, and ``prints=…`` (the last)
is what must be printed.
"""

from __future__ import annotations

import ast
import asyncio
import re
import sqlite3
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
import sqlalchemy as sa
from aiohttp import web

from tests.support.databases import asynchronous
from tests.support.places import EXAMPLES, ROOT
from zhixiao_async import REFUSAL, NotificationReceiver
from zhixiao_async.sandbox import SandboxThread, Verdict

from .conftest import LEDGER
from .helpers import ORDER, paid_order

APPS = ROOT / "tests" / "notify" / "apps"
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
SNIPPET = re.compile(r"(?:<!-- (?P<mark>[^\n]*) -->\n)?```python\n(?P<code>.*?)```", re.DOTALL)
MARK = re.compile(
    r"run: (?P<how>program|await|async|sync|app|sql app|function)"
    r"(?:, paid=(?P<paid>\w+))?(?:, seed=(?P<seed>[\d-]+))?(?:, slow=(?P<slow>\w+))?"
    r", prints=(?P<prints>.+)"
)
CLIENT = "Client(_z.Credentials.from_env(), base_url=_os.environ['ZHIXIAO_BASE_URL']) as client:\n"
AROUND = {
    "program": "{code}",
    "await": "import asyncio as _a\nasync def _main():\n{indented}\n_a.run(_main())\n",
    "sync": "import os as _os\nimport zhixiao_sync as _z\nwith _z." + CLIENT + "{indented}",
    "async": "import asyncio as _a, os as _os\nimport zhixiao_async as _z\n"
    "async def _main():\n  async with _z." + CLIENT + "{indented}\n_a.run(_main())\n",
}


@attrs.frozen
class Snippet:
    """A snippet, where it stands, and the comment before it."""

    place: str
    mark: str
    code: str


def snippets() -> list[Snippet]:
    """Return the Python snippets of every page, in order."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in SNIPPET.finditer(text):
            line = text.count("\n", 0, match.start("code"))
            found.append(
                Snippet(f"{page.name}:{line}", match["mark"] or "", textwrap.dedent(match["code"]))
            )
    return found


def marked(*ways: str) -> list[object]:
    """Return the snippets to be run in one of these ways."""
    return [
        pytest.param(one, MARK.fullmatch(one.mark), id=one.place)
        for one in snippets()
        if one.mark.startswith(tuple(f"run: {way}" for way in ways))
    ]


@pytest.mark.parametrize("snippet", [pytest.param(one, id=one.place) for one in snippets()])
def test_snippet_says_how_it_is_run(snippet):
    """No snippet goes unnoticed."""
    assert MARK.fullmatch(snippet.mark) or snippet.mark.startswith(
        ("app: ", "example: ", "run: revision", "not run: ")
    )


@pytest.mark.parametrize("snippet", [pytest.param(one, id=one.place) for one in snippets()])
def test_snippet_is_python(snippet):
    """Every snippet parses, also one that isn't run."""
    compile(snippet.code, snippet.place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize(("snippet", "mark"), marked("program", "await", "async", "sync"))
def test_snippet_runs(gateway, run_program, tmp_path, snippet, mark):
    """The snippet runs to its end and prints what the page says."""
    prepare(gateway, mark)
    code = AROUND[mark["how"]].format(
        code=snippet.code, indented=textwrap.indent(snippet.code, "    ")
    )
    program = tmp_path / "snippet.py"
    program.write_text(code, "utf-8")
    assert mark["prints"] in run_program(program)


@pytest.fixture
def books(tmp_path, monkeypatch) -> Path:
    """Return the current directory's books.db, with the table that the pages write to."""
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect("books.db")) as one:
        one.execute(LEDGER)
    return tmp_path / "books.db"


@pytest.fixture
def load(gateway, monkeypatch, books) -> Callable[[Snippet], dict[str, Any]]:
    """Return a function that executes a snippet under the sandbox's credentials."""

    def act(snippet: Snippet) -> dict[str, Any]:
        for name in ("app_id", "app_secret", "aes_key"):
            monkeypatch.setenv(f"ZHIXIAO_{name.upper()}", str(getattr(gateway.credentials, name)))
        monkeypatch.setenv("ZHIXIAO_BASE_URL", gateway.base_url)
        module = ModuleType("snippet")  # where SQLAlchemy looks for the names of annotations
        monkeypatch.setitem(sys.modules, "snippet", module)
        exec(compile(snippet.code, snippet.place, "exec"), vars(module))
        return vars(module)

    return act


@pytest.mark.parametrize(("snippet", "mark"), marked("app"))
async def test_snippet_receives(gateway, load, capsys, snippet, mark):
    """The application books a payment and answers with a sealed success."""
    await receives(gateway, load(snippet)["app"])
    assert mark["prints"] in capsys.readouterr().out


@pytest.mark.parametrize(("snippet", "mark"), marked("sql app"))
async def test_snippet_receives_on(gateway, load, database_url, monkeypatch, capsys, snippet, mark):
    """The same on PostgreSQL and on MariaDB, named by DATABASE_URL."""
    monkeypatch.setenv("DATABASE_URL", asynchronous(database_url))
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text(LEDGER))
    await receives(gateway, load(snippet)["app"])
    with engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM ledger")) == 1
    assert mark["prints"] in capsys.readouterr().out


async def receives(gateway: SandboxThread, app: web.Application) -> None:
    """Deliver a payment to the application, which answers with a sealed success."""
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/notify"
    await asyncio.to_thread(pay, gateway, url)
    await runner.cleanup()
    assert gateway.notifications[-1].verdict is Verdict.SEALED


@pytest.mark.parametrize(("snippet", "mark"), marked("function"))
def test_snippet_takes_a_body(gateway, load, capsys, books, snippet, mark):
    """The function credits a payment once, and answers a repeat alike and a forgery not."""
    notify = load(snippet)["notify"]
    pay(gateway, "http://127.0.0.1:9/notify")
    body = gateway.notifications[-1].form.encode()
    delivery = NotificationReceiver(gateway.credentials).open(body)
    assert [notify(body), notify(body), notify(b"")] == [delivery.success] * 2 + [REFUSAL]
    with closing(sqlite3.connect(books)) as one:
        assert one.execute("SELECT count(*) FROM ledger").fetchone() == (1,)
    assert mark["prints"] in capsys.readouterr().out


def shown_apps() -> list[object]:
    """Return the snippets that are programs of tests/notify/apps."""
    found = [one for one in snippets() if one.mark.startswith("app: ")]
    return [pytest.param(one, id=one.place) for one in found]


@pytest.mark.parametrize("snippet", shown_apps())
def test_snippet_is_the_program_that_runs_there(snippet):
    """What a reader copies is what is run on the framework's own server."""
    file = APPS / snippet.mark.removeprefix("app: ")
    shown, run = (ast.dump(ast.parse(text)) for text in (snippet.code, file.read_text("utf-8")))
    assert shown == run


@pytest.mark.parametrize(
    "snippet",
    [
        pytest.param(snippet, id=snippet.place)
        for snippet in snippets()
        if snippet.mark.startswith("example: ")
    ],
)
def test_snippet_is_the_example(snippet):
    """What a reader copies is the example, whose docstring says how to run it."""
    file = EXAMPLES / snippet.mark.removeprefix("example: ")
    example = ast.parse(file.read_text("utf-8"))
    assert ast.get_docstring(example)
    assert ast.dump(ast.parse(snippet.code)) == ast.dump(ast.Module(example.body[1:], []))


def test_every_program_that_runs_there_is_shown():
    """The page has the ten lines of every framework."""
    shown = {one.mark.removeprefix("app: ") for one in snippets() if "notifications" in one.place}
    assert {file.name for file in APPS.glob("with_*.py")} <= shown


def pay(gateway: SandboxThread, notify_url: str) -> None:
    """Pay an order and deliver its notification."""
    paid_order(gateway, notify_url)
    gateway.drain()


def prepare(gateway: SandboxThread, mark: re.Match[str]) -> None:
    """Prepare what the page takes for granted: a paid order, a day's listing, a slow gateway."""
    if mark["paid"]:
        assert mark["paid"] == ORDER["out_trade_no"]
        pay(gateway, "http://127.0.0.1:9/notify")
    if mark["slow"]:
        gateway.faults.delay(60, path=f"/pay_api/{mark['slow']}")
    if mark["seed"]:
        gateway.seed_orders(1200, 0.9, ending=datetime.fromisoformat(f"{mark['seed']} 23:59:59"))
