"""How the command line is read, and what is said of words that it can't read."""

from __future__ import annotations

from datetime import date, datetime

import click
import pytest

from zhixiao_async import BEIJING
from zhixiao_async.cli import main
from zhixiao_async.cli.explain_command import command as explain
from zhixiao_async.cli.inbox_command import prune, show
from zhixiao_async.cli.inbox_list_command import command as list_payments
from zhixiao_async.cli.inbox_rerun_command import command as rerun

EXPLAIN = {
    "text": None,
    "app_id": None,
    "param": None,
    "sign": None,
    "path": "",
    "test_credentials": False,
}
WHERE = {"db": "f", "url": None, "table": "zhixiao_inbox"}
NUMBER = {"number": "2", "app_id": None, "as_json": False}
LIST = dict.fromkeys(("begin", "end", "app_id", "source", "outcome"))
LIST |= {"limit": 20, "as_json": False}
DAY = datetime(2026, 3, 2, tzinfo=BEIJING)
DAYS = dict.fromkeys(("begin", "end"), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("command", "words", "read"),
    [
        (explain, "", EXPLAIN),
        (explain, "text --lang zh", EXPLAIN | {"text": "text"}),
        (
            explain,
            "--id 1 --param 2 --sign 3",
            EXPLAIN | {"app_id": "1", "param": "2", "sign": "3"},
        ),
        (list_payments, "--db f", WHERE | LIST),
        (list_payments, "--db f --limit 0", WHERE | LIST | {"limit": 0}),
        (list_payments, "--url u --table t", LIST | {"db": None, "url": "u", "table": "t"}),
        (
            list_payments,
            "--db f --from 2026-03-02 --to 2026-03-02 --outcome rerun --source sweep --json",
            WHERE | LIST | DAYS | {"outcome": "rerun", "source": "sweep", "as_json": True},
        ),
        (show, "--db f 2", WHERE | NUMBER | {"payer": False}),
        (show, "2 --db f --payer --app-id 1", WHERE | NUMBER | {"payer": True, "app_id": "1"}),
        (rerun, "--db f 2 --handler m:f", WHERE | NUMBER | {"handler": "m:f", "yes": False}),
        (
            prune,
            "--db f --before 2026-03-02 --max-age 2",
            WHERE | {"before": DAY, "max_age": 2, "yes": False},
        ),
    ],
)
def test_what_is_read(command: click.Command, words: str, read: dict[str, object]):
    """A command gets the values of its options, with the defaults of what isn't said."""
    assert command.make_context("command", words.split()).params == read


@pytest.mark.parametrize(
    ("words", "said", "said_in_chinese"),
    [
        (
            "",
            "zhixiao: say what to do: explain, inbox, journal, orders, sandbox"
            " (see zhixiao --help)",
            "zhixiao：请指定命令：explain, inbox, journal, orders, sandbox"
            "（用法见 zhixiao --help）",
        ),
        (
            "inbox",
            "zhixiao inbox: say what to do: list, prune, report, rerun, show"
            " (see zhixiao inbox --help)",
            "zhixiao inbox：请指定命令：list, prune, report, rerun, show"
            "（用法见 zhixiao inbox --help）",
        ),
        (
            "pay",
            "zhixiao: there is no command pay, only explain, inbox, journal, orders, sandbox"
            " (see zhixiao --help)",
            "zhixiao：没有命令 pay，可用命令：explain, inbox, journal, orders, sandbox"
            "（用法见 zhixiao --help）",
        ),
        (
            "explain --loud",
            "zhixiao explain: there is no option --loud (see zhixiao explain --help)",
            "zhixiao explain：没有选项 --loud（用法见 zhixiao explain --help）",
        ),
        (
            "explain --path",
            "zhixiao explain: --path needs a value (see zhixiao explain --help)",
            "zhixiao explain：--path 须带取值（用法见 zhixiao explain --help）",
        ),
        (
            "explain --test-credentials=1",
            "zhixiao explain: --test-credentials takes no value (see zhixiao explain --help)",
            "zhixiao explain：--test-credentials 不带取值（用法见 zhixiao explain --help）",
        ),
        (
            "explain a b c",
            "zhixiao explain: b c is more than it takes (see zhixiao explain --help)",
            "zhixiao explain：多余的参数：b c（用法见 zhixiao explain --help）",
        ),
        (
            "inbox show --db f",
            "zhixiao inbox show: NUMBER is missing (see zhixiao inbox show --help)",
            "zhixiao inbox show：缺少 NUMBER（用法见 zhixiao inbox show --help）",
        ),
        (
            "inbox rerun --db f 2",
            "zhixiao inbox rerun: --handler is missing (see zhixiao inbox rerun --help)",
            "zhixiao inbox rerun：缺少 --handler（用法见 zhixiao inbox rerun --help）",
        ),
        (
            "inbox list",
            "zhixiao inbox list: either --db or --url is needed (see zhixiao inbox list --help)",
            "zhixiao inbox list：须指定 --db 或 --url 之一（用法见 zhixiao inbox list --help）",
        ),
        (
            "inbox list --db f --url u",
            "zhixiao inbox list: either --db or --url is needed (see zhixiao inbox list --help)",
            "zhixiao inbox list：须指定 --db 或 --url 之一（用法见 zhixiao inbox list --help）",
        ),
        (
            "inbox list --db f --limit -1",
            "zhixiao inbox list: --limit: '-1' isn't a whole number (see zhixiao inbox list"
            " --help)",
            "zhixiao inbox list：--limit：须为非负整数，实际为“-1”（用法见 zhixiao inbox list"
            " --help）",
        ),
        (
            "inbox prune --db f --max-age 2 --before 2026-3-1",
            "zhixiao inbox prune: --before: '2026-3-1' is no day like 2026-03-02 (see zhixiao inbox"
            " prune --help)",
            "zhixiao inbox prune：--before：须为 2026-03-02 形式的日期，实际为“2026-3-1”（用法见"
            " zhixiao inbox prune --help）",
        ),
    ],
)
def test_words_that_cannot_be_read(words, said, said_in_chinese, capsys):
    """One line says what is wrong and where to look, in the reader's language, and 2."""
    for language, line in (("en", said), ("zh", said_in_chinese)):
        assert main(["--lang", language, *words.split()]) == 2
        assert capsys.readouterr() == ("", f"{line}\n")


def test_language_that_is_not_known(capsys, monkeypatch):
    """A language that is not known is refused in the locale's."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["explain", "--lang", "de"]) == 2
    assert "--lang：须为 en 或 zh，实际为“de”" in capsys.readouterr().err


def test_control_characters_of_the_command_line(capsys):
    """Control characters don't reach the terminal from a complaint, which stays on one line."""
    assert main(["inbox", "list", "--db", "\x1b[2J\n.db"]) == 2
    assert capsys.readouterr().err == "zhixiao inbox: there is no file \\x1b[2J\\n.db\n"


def test_interruption(monkeypatch):
    """Ctrl-C ends a command with 3, since it didn't do all."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zhixiao_async.cli.explain_command.take_apart", interrupted)
    assert main(["explain", "--test-credentials", "text"]) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--id", "1"], "--id, --param and --sign are given together, and without TEXT"),
        (["@/nowhere"], "/nowhere can't be read: No such file or directory"),
        (["@a\0b"], "a\\x00b can't be read: embedded null byte"),
        ([" "], "nothing was given to explain"),
    ],
    ids=["lacking", "no-file", "no-name", "nothing"],
)
def test_what_cannot_be_explained(capsys, words, said):
    """The command says in one sentence what it can't explain, and exits with 2."""
    assert main(["explain", "--test-credentials", *words]) == 2
    assert capsys.readouterr() == ("", f"zhixiao explain: {said}\n")
