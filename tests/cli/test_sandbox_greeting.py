"""What ``zhixiao sandbox`` prints when it listens, in this process."""

import re

import pytest

from zhixiao_async.cli import main
from zhixiao_async.cli.sandbox_greeting import greet
from zhixiao_async.cli.terminal import Terminal
from zhixiao_async.sandbox import Sandbox

HEAD = """\
The sandbox gateway listens on BASE (Ctrl-C ends it)
Console: BASE/
{links}Database: f
{listed}People, by user_no, uid with WeChat and uid with Alipay:
2013141516  oGTHE57ad34eec0d40a6395e5372  2088527531174925  张三
20140548  oGTHE52ff7224afc6bb3ba2b6be2  2088206009682684  李四
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
async def test_greeting(public_url, everywhere, rows, links, listed, capsys):
    """The greeting says where the gateway is, whom it knows, and what to paste."""
    async with Sandbox(public_url=public_url) as gateway:
        await gateway.seed_orders(rows)
        greet(Terminal("en"), gateway, db="f", everywhere=everywhere)
        said = capsys.readouterr().out.replace(gateway.base_url, "BASE")
    assert said.startswith(HEAD.format(links=links, listed=listed))
    assert said.endswith(TAIL)
    assert len(said.splitlines()) == 19 + bool(links) + bool(listed)


async def test_greeting_in_chinese(capsys):
    """The greeting is told in Chinese; what is to be pasted stays as it is."""
    async with Sandbox() as gateway:
        greet(Terminal("zh"), gateway, db="f", everywhere=True)
        said = capsys.readouterr().out.replace(gateway.base_url, "BASE")
    head, _, exports = said.partition("\n\nexport ")
    assert head.startswith(
        "沙箱网关已启动：BASE（按 Ctrl-C 结束）\n控制台：BASE/\n支付链接仅本机可用"
    )
    assert f"export {exports}" == TAIL[TAIL.index("export") :]
    assert not re.findall(r"[a-z]+ [a-z]+ [a-z]+", head)


@pytest.fixture
def stopped_at_once(monkeypatch) -> None:
    """Tell the gateway to stop before it listens."""
    stop = "zhixiao_async.cli.sandbox_command._stop_on_signals"
    monkeypatch.setattr(stop, lambda stopped: stopped.set())


@pytest.mark.usefixtures("stopped_at_once")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Database: :memory:"),
        (["--seed-orders=1"], "Listed: 1 made-up rows"),
        (["--host=0.0.0.0"], "Pay links work on this machine only"),
        (["--lang=zh"], "数据库：:memory:"),
    ],
)
def test_command_that_is_stopped_at_once(capsys, options, said):
    """A sandbox that is stopped at once greets all the same, and ends with 0."""
    assert main(["sandbox", "--port=0", *options]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("stopped_at_once")
def test_made_up_orders_are_listed_once(capsys, tmp_path):
    """A restart adds what is missing of the made-up rows, and the greeting tells their number."""
    for wanted, listed in ((2, 2), (2, 2), (3, 3), (0, 3)):
        main(["sandbox", "--port=0", f"--db={tmp_path}/f", f"--seed-orders={wanted}"])
        assert f"Listed: {listed} made-up rows, in order_list only" in capsys.readouterr().out
