"""What ``zhixiao sandbox`` prints when it listens, in this process."""

import pytest

from zhixiao_async.cli import main, sandbox
from zhixiao_async.cli.sandbox_greeting import greeting
from zhixiao_async.sandbox import Sandbox

HEAD = """\
The sandbox gateway listens on BASE (Ctrl-C ends it)
Console: BASE/
{links}Database: f
{listed}People, by user_no, uid with WeChat and uid with Alipay:
  2013141516   oGTHE57ad34eec0d40a6395e5372  2088527531174925  张三
  20140548     oGTHE52ff7224afc6bb3ba2b6be2  2088206009682684  李四
"""
TAIL = """\
Forms, for order_query_form: 学工号 2013141516, 20140548, 202000001

The vendor's published test credentials and this address, for your shell:

export ZHIXIAO_APP_ID=2021070804024
export ZHIXIAO_APP_SECRET=x8n6xauGZnGjNQUH
export ZHIXIAO_AES_KEY=510113CFE82CCC214A96A259CCCF4DA4
export ZHIXIAO_BASE_URL=BASE
"""
LISTED = "Listed: 3 made-up rows, in order_list only: no other call knows them\n"
ELSEWHERE = "Pay links lead to: https://a.example (--public-url URL leads them elsewhere)\n"
HERE = "Pay links work on this machine only: --public-url URL leads them elsewhere\n"


@pytest.mark.parametrize(
    ("public_url", "everywhere", "rows", "links", "listed"),
    [
        (None, False, 0, "", ""),
        (None, True, 0, HERE, ""),
        ("https://a.example", True, 0, ELSEWHERE, ""),
        ("https://a.example", False, 3, ELSEWHERE, LISTED),
    ],
)
async def test_greeting(public_url, everywhere, rows, links, listed):
    """Where it is, where payers find it, whom it knows, and what to paste."""
    async with Sandbox(public_url=public_url) as gateway:
        await gateway.seed_orders(rows)
        said = greeting(gateway, db="f", everywhere=everywhere)
        said = said.replace(gateway.base_url, "BASE")
    assert said.startswith(HEAD.format(links=links, listed=listed))
    assert said.endswith(TAIL)
    assert len(said.splitlines()) == 19 + bool(links) + bool(listed)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Database: :memory:"),
        (["--seed-orders=1"], "Listed: 1 made-up rows"),
        (["--host=0.0.0.0"], "Pay links work on this machine only"),
    ],
)
def test_command_that_is_stopped_at_once(monkeypatch, capsys, options, said):
    """It greets all the same, and ends with 0."""
    monkeypatch.setattr(sandbox, "_stop_on_signals", lambda stopped: stopped.set())
    assert main(["sandbox", "--port=0", *options]) == 0
    assert said in capsys.readouterr().out


def test_command_with_a_file_that_has_rows(monkeypatch, capsys, tmp_path):
    """As many made-up rows as were asked for, those of the last time among them."""
    monkeypatch.setattr(sandbox, "_stop_on_signals", lambda stopped: stopped.set())
    for rows in (2, 3):
        main(["sandbox", "--port=0", f"--db={tmp_path}/f", f"--seed-orders={rows}"])
        assert f"Listed: {rows} made-up rows" in capsys.readouterr().out
