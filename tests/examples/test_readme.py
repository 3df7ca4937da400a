"""Every Python snippet of the READMEs and the docs runs as it stands.

An HTML comment before a snippet, which no reader sees, says how to run it:

- ``<!-- run: program -->`` as a program of its own;
- ``<!-- run: await -->`` inside a coroutine;
- ``<!-- run: async -->`` or ``<!-- run: sync -->`` where a ``client`` is at hand;
- ``<!-- run: app -->`` as an aiohttp ``app`` that must book a payment and answer it;
- ``<!-- not run: a reason -->``.

After a comma: ``paid=20881`` has that order paid beforehand, ``seed=2026-03-02`` fills that day of
the listing, and ``prints=…`` (the last) is what must be printed.
"""

from __future__ import annotations

import ast
import re
import textwrap
from datetime import datetime
from pathlib import Path

import attrs
import pytest
from aiohttp import web

from zhixiao_async import Client
from zhixiao_async.sandbox import Sandbox, SandboxThread, Verdict
from zhixiao_sync import Client as SyncClient

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
SNIPPET = re.compile(r"(?:<!-- (?P<mark>[^\n]*) -->\n)?```python\n(?P<code>.*?)```", re.DOTALL)
MARK = re.compile(
    r"run: (?P<how>program|await|async|sync|app)"
    r"(?:, paid=(?P<paid>\w+))?(?:, seed=(?P<seed>[\d-]+))?, prints=(?P<prints>.+)"
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
    """The Python snippets of every page, in order."""
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
    """The snippets to be run in one of these ways."""
    return [
        pytest.param(one, MARK.fullmatch(one.mark), id=one.place)
        for one in snippets()
        if one.mark.startswith(tuple(f"run: {way}" for way in ways))
    ]


@pytest.mark.parametrize("snippet", [pytest.param(one, id=one.place) for one in snippets()])
def test_snippet_says_how_it_is_run(snippet):
    """No snippet goes unnoticed."""
    assert MARK.fullmatch(snippet.mark) or snippet.mark.startswith("not run: ")


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


@pytest.mark.parametrize(("snippet", "mark"), marked("app"))
async def test_snippet_receives(monkeypatch, capsys, snippet, mark):
    """The application books a payment and answers with a sealed success."""
    async with Sandbox() as gateway:
        for name in ("app_id", "app_secret", "aes_key"):
            monkeypatch.setenv(f"ZHIXIAO_{name.upper()}", str(getattr(gateway.credentials, name)))
        names: dict[str, object] = {}
        exec(compile(snippet.code, snippet.place, "exec"), names)
        runner = web.AppRunner(names["app"])
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with Client(gateway.credentials, base_url=gateway.base_url) as client:
            order = await client.order_create(
                **ORDER, notify_url=f"http://127.0.0.1:{runner.addresses[0][1]}/notify"
            )
        await gateway.pay(order.order_id)
        await gateway.notifier.settle()
        await runner.cleanup()
        assert gateway.notifications[-1].verdict is Verdict.SEALED
    assert mark["prints"] in capsys.readouterr().out


ORDER = {"body": "学费", "out_trade_no": "20881", "total_fee": 19800, "user_no": "2013141516"}


def prepare(gateway: SandboxThread, mark: re.Match[str]) -> None:
    """What the page takes for granted: a paid order, a day's listing."""
    if mark["paid"]:
        with SyncClient(gateway.credentials, base_url=gateway.base_url) as client:
            order = client.order_create(
                **ORDER | {"out_trade_no": mark["paid"]}, notify_url="http://127.0.0.1:9/notify"
            )
        gateway.pay(order.order_id)
    if mark["seed"]:
        gateway.seed_orders(1200, 0.9, ending=datetime.fromisoformat(f"{mark['seed']} 23:59:59"))
