"""How ``zhixiao explain`` and ``zhixiao inbox`` read their options."""

import argparse

import pytest

from zhixiao_async.cli import explain, inbox, main
from zhixiao_async.cli.complaints import CannotDo, sentence


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    """With these subcommands alone."""
    one = argparse.ArgumentParser(prog="zhixiao")
    subcommands = one.add_subparsers()
    explain.register(subcommands)
    inbox.register(subcommands)
    return one


EXPLAIN = {
    "captured": None,
    "id": None,
    "param": None,
    "sign": None,
    "path": "",
    "test_credentials": False,
    "lang": "en",
    "run": explain.run,
}
WHERE = {"db": "f", "url": None, "table": "zhixiao_inbox", "run": inbox.run}
ONE = {"app_id": "1", "order_id": "2"}


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        ("explain", EXPLAIN),
        ("explain text --lang zh", EXPLAIN | {"captured": "text", "lang": "zh"}),
        ("inbox list --db f", WHERE | {"limit": 20}),
        ("inbox list --db f --limit 0", WHERE | {"limit": 0}),
        ("inbox list --url u --table t", WHERE | {"db": None, "url": "u", "table": "t"}),
        ("inbox show --db f 1 2", WHERE | ONE | {"payer": False}),
        ("inbox show --db f 1 2 --payer", WHERE | ONE | {"payer": True}),
        ("inbox rerun --db f 1 2 --handler m:f", WHERE | ONE | {"handler": "m:f", "yes": False}),
        ("inbox prune --db f --before 2026-03-02 --max-age 2", WHERE | {"max_age": 2}),
    ],
)
def test_what_is_read(parser, arguments, read):
    """With the defaults of what isn't said."""
    options = vars(parser.parse_args(arguments.split()))
    assert options == options | read


@pytest.mark.parametrize(
    "arguments",
    [
        "explain --lang de",
        "inbox",
        "inbox list",
        "inbox list --db f --url u",
        "inbox rerun --db f 1 2",
        "inbox prune --db f --max-age 2",
        "inbox prune --db f --before 2026-03-02",
        "inbox prune --db f --before 2026-3-2 --max-age 2",
        "inbox list --db f --limit x",
    ],
)
def test_what_is_refused(parser, arguments):
    """With the usage, and 2."""
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(arguments.split())
    assert ended.value.code == 2


HELP = {
    "": [
        "explain say what is wrong with",
        "inbox show which payments were handled",
    ],
    "explain": [
        "TEXT the form body",
        "--id ID with --param",
        "--param BASE64 param before",
        "--sign HEX the sign",
        "--path PATH where it was posted",
        "--test-credentials the vendor's",
        "--lang {en,zh} (default: en)",
        "Take a captured envelope apart, step by step.",
    ],
    "inbox": [
        "inbox [-h] action ...",
        "list payments that were handled",
        "show all that is kept",
        "rerun run a handler again",
        "prune remove payments",
        "Look into the inbox's table.",
    ],
    "inbox list": [
        "--db FILE the inbox's SQLite file",
        "--url SQLALCHEMY_URL its database",
        "--table TABLE (default: zhixiao_inbox)",
        "--limit LIMIT (default: 20)",
        "Payments that were handled, the latest first.",
    ],
    "inbox show": ["APP_ID ORDER_ID", "--payer with the payer's personal data"],
    "inbox rerun": ["--handler MODULE:FUNCTION", "--yes do it", "APP_ID ORDER_ID"],
    "inbox prune": ["--before YYYY-MM-DD", "--max-age DAYS the greatest", "--yes do it"],
}


@pytest.mark.parametrize("command", HELP)
def test_every_option_is_explained(parser, capsys, monkeypatch, command):
    """The help says of each what it does, and what stands behind it."""
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        parser.parse_args([*command.split(), "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert [one for one in HELP[command] if one not in text] == []


def test_command_without_a_subcommand(capsys):
    """It lists them."""
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "the following arguments are required: command" in capsys.readouterr().err


def test_version(capsys):
    """The installed one."""
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("zhixiao ")


class Wrapped(Exception):
    """As SQLAlchemy wraps a driver's error."""

    orig = ValueError("the driver's\nwith more lines")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("a"), "KeyError: 'a'"),
        (ValueError("one\ntwo"), "ValueError: one"),
        (ValueError(), "ValueError"),
        (Wrapped("SELECT secret"), "ValueError: the driver's"),
    ],
)
def test_sentence_of_an_error(error, said):
    """Its type and first line, without the statement that a driver's error would repeat."""
    assert sentence(error) == said


def test_code_of_a_complaint():
    """2, unless something was found that isn't there."""
    assert (CannotDo("x").code, CannotDo("x", code=1).code) == (2, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--id", "1"], "--id, --param and --sign are given together, and without TEXT"),
        (["@/nowhere"], "/nowhere can't be read: No such file or directory"),
        (["@a\0b"], "a\0b can't be read: embedded null byte"),
        ([" "], "nothing was given to explain"),
    ],
    ids=["lacking", "no-file", "no-name", "nothing"],
)
def test_what_cannot_be_explained(capsys, arguments, said):
    """The whole sentence, and 2."""
    assert main(["explain", "--test-credentials", *arguments]) == 2
    assert capsys.readouterr() == ("", f"zhixiao explain: {said}\n")
