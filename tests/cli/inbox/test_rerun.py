"""``zhixiao inbox rerun``: a handler run again for a payment that was handled before."""

import json
import sys
import uuid

import pytest

from zhixiao_sync.notify import Inbox

from .conftest import ledger


@pytest.mark.parametrize("handler", ["credit", "acredit"])
def test_rerun(run, db, handlers, handler):
    """The handler runs once more, and the row says so."""
    done = run("rerun", "91", "--handler", f"{handlers}:{handler}", "--yes", "--db", str(db))
    assert done.code == 0
    assert ledger(db) == ["rerun"]
    assert Inbox(db).find("77", "91").reruns == 1


def test_rerun_without_yes(run, db, handlers):
    """Without --yes the command says what it would do and what that may mean, and does nothing."""
    done = run("rerun", "91", "--handler", f"{handlers}:credit", "--db", str(db))
    assert (done.code, ledger(db)) == (1, [])
    assert "order 91 of 77" in done.err
    assert "credited twice" in done.err


def test_rerun_without_yes_in_chinese(run, db, handlers):
    """The risk of crediting twice is told in the finance office's words."""
    handler = f"{handlers}:credit"
    done = run("rerun", "91", "--handler", handler, "--db", str(db), "--lang=zh")
    assert done.err == (
        f"zhixiao inbox：将重新执行 {handler}（77 的知校订单 91）；该笔支付已处理过，"
        "有重复入账的风险。尚未执行，确认执行请加 --yes\n"
    )


def test_rerun_that_fails(run, db, handlers):
    """A handler that fails changes nothing; its place is told, not a text that may be personal."""
    done = run("rerun", "91", "--handler", f"{handlers}:fail", "--yes", "--db", str(db))
    assert (done.code, ledger(db)) == (1, [])
    assert "nothing was changed: ValueError@" in done.err
    assert "the books are closed" not in done.err
    assert Inbox(db).find("77", "91").reruns == 0


@pytest.mark.parametrize("action", ["show", "rerun"])
def test_no_such_payment(run, db, handlers, action):
    """A payment that isn't there is named, and the exit code is 1."""
    more = ["--handler", f"{handlers}:credit", "--yes"] if action == "rerun" else []
    done = run(action, "404", "--db", str(db), *more)
    lost = "404 is no out_trade_no or order_id of a payment in zhixiao_inbox"
    assert (done.code, done.err) == (1, f"zhixiao inbox: {lost}\n")


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        ("{0}", "is MODULE:FUNCTION"),
        ("{0}:none", "has no function none"),
        ("no_such_module_here:credit", "can't be imported"),
        ("{0}:__name__", "has no function __name__"),
    ],
    ids=["no-function", "unknown-function", "unknown-module", "no-callable"],
)
def test_bad_handler(run, db, handlers, handler, reason):
    """The command says what is wrong with a handler, and exits with 2."""
    name = handler.format(handlers)
    done = run("rerun", "91", "--handler", name, "--yes", "--db", str(db))
    assert (done.code, ledger(db)) == (2, [])
    assert reason in done.err


def test_rerun_of_a_handler_that_imports_late(run, db, tmp_path, monkeypatch):
    """The current directory is where it looks while it runs, and not after."""
    name, late = f"handlers_{uuid.uuid4().hex}", f"late_{uuid.uuid4().hex}"
    (tmp_path / f"{name}.py").write_text(f"def credit(*_):\n    import {late}\n")
    (tmp_path / f"{late}.py").write_text("")
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    done = run("rerun", "91", "--handler", f"{name}:credit", "--yes", "--db", str(db))
    assert (done.code, done.err) == (0, "")
    assert sys.path == before
    for module in (name, late):
        sys.modules.pop(module, None)


def test_rerun_by_the_merchants_number(run, db, handlers):
    """The merchant's own number is enough, and JSON says how often the handler has run again."""
    handler = f"{handlers}:credit"
    done = run("rerun", "1", "--handler", handler, "--yes", "--json", "--db", str(db))
    told = json.loads(done.out)
    assert (done.code, told["order_id"], told["reruns"]) == (0, "91", 1)
    assert ledger(db) == ["rerun"]


def test_rerun_of_a_handler_that_cannot_be_called(run, db, module, tmp_path):
    """A handler that can't take its arguments is refused before anything is done."""
    name = module("sqlite_handlers.py")
    (tmp_path / f"{name}.py").write_text("def credit(payment):\n    raise AssertionError\n")
    done = run("rerun", "1", "--handler", f"{name}:credit", "--yes", "--db", str(db))
    assert done.code == 2
    assert "handler must take 2 positional arguments" in done.err


def test_reason_in_chinese(run, db, module, tmp_path):
    """A text of this library's own is told in the reader's language."""
    name = module("sqlite_handlers.py")
    (tmp_path / f"{name}.py").write_text("def credit(*them):\n    return (yes for yes in them)\n")
    done = run("rerun", "1", "--handler", f"{name}:credit", "--yes", "--db", str(db), "--lang=zh")
    told = "未作任何改动：处理函数不能含有 yield：其代码不会执行"
    assert (done.code, done.err) == (1, f"zhixiao inbox：{told}\n")
