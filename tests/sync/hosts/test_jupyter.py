"""A real Jupyter kernel, whose cells run inside a running event loop."""

from __future__ import annotations

import json

import attrs
import pytest

HEAD = "from zhixiao_sync import Client\nclient = Client.from_env()\n"
CALL = "print(client.user_card(user_no='2013141516').user_no)\n"
LISTING = """
from datetime import datetime
orders = client.iter_orders(datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 12), page_size=300)
print(len(list(orders)))
"""


@attrs.frozen
class Notebook:
    """A kernel in a process of its own."""

    process: object

    def do(self, **command):
        """Send one command; return its answer."""
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def run(self, code):
        """Run a cell to its end; return what it printed."""
        self.do(begin=code)
        answer = self.do(finish=None)
        assert answer["error"] == ""
        return answer["printed"]


@pytest.fixture
def notebook(start, program):
    """Start a kernel that ends when its input does."""
    notebook = Notebook(start(program("notebook"), stdin=-1))
    yield notebook
    _, complaints = notebook.process.communicate(timeout=60)
    assert notebook.process.returncode == 0
    assert "Traceback" not in complaints


def test_calls_in_cells(notebook):
    """A loop runs in the cells' thread; calls and listings work, from cell to cell."""
    assert (
        notebook.run("import asyncio\nprint(asyncio.get_running_loop().is_running())") == "True\n"
    )
    assert notebook.run(HEAD + CALL + CALL) == "2013141516\n" * 2
    assert notebook.run("await asyncio.sleep(0)\n" + CALL) == "2013141516\n"
    assert notebook.run(LISTING) == "1000\n"


def test_stop_button(notebook, silence):
    """The stop button ends a refund under way, and the cell's error says what may have happened."""
    elsewhere = f"import os\nos.environ['ZHIXIAO_BASE_URL'] = {silence.base_url!r}\n"
    notebook.run(HEAD + CALL + elsewhere + "other = Client.from_env()")
    notebook.do(begin="other.order_refund(out_trade_no='20881')")
    silence.request()
    notebook.do(interrupt=None)
    error = notebook.do(finish=None)["error"]
    assert "KeyboardInterrupt" in error
    assert "order_refund had been sent and may have been applied" in error
    assert notebook.run(CALL) == "2013141516\n"
